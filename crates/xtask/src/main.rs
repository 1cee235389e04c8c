//! The project's own tasks, run as `cargo xtask <task>`.
//!
//! CI and a laptop run the same code: the GitHub workflow and `.ci/run` only call what stands here.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its terminal")]

mod arch;
mod ci;
mod commits;
mod coverage;
mod drills;
mod fuzz;
mod openapi;
mod process;
mod services;
mod setup;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = include_str!("usage.txt");

fn main() -> ExitCode {
    let Err(error) = dispatch() else {
        return ExitCode::SUCCESS;
    };
    // Not anyhow's own form: what went wrong is the message, a backtrace of this tool is noise.
    eprintln!("error: {error}");
    error.chain().skip(1).for_each(|cause| eprintln!("  because {cause}"));
    ExitCode::FAILURE
}

fn dispatch() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        ["setup"] => setup::run(),
        ["test", cargo_args @ ..] => test::run(cargo_args),
        ["drills", filters @ ..] => drills::run(filters),
        ["fuzz", args @ ..] => fuzz::run(args),
        ["ci", steps @ ..] => ci::run(steps),
        ["openapi"] => openapi::write(),
        ["openapi", "--check"] => openapi::check(),
        ["arch"] => arch::run(),
        ["coverage", cargo_args @ ..] => coverage::run(cargo_args),
        ["commits"] => commits::check_recent().map(|note| println!("{note}")),
        ["commits", "--message-file", file] => commits::check_file(file),
        ["commits", range] if !range.starts_with('-') => {
            commits::check_range(range).map(|note| println!("{note}"))
        }
        _ => bail!("`cargo xtask {}` is not a task\n\n{USAGE}", args.join(" ")),
    }
}
