//! What CI runs, in the order in which it runs it.

use anyhow::Result;

use crate::commits::Checked;
use crate::process::{cargo, probe, run};
use crate::{arch, commits, openapi, test};

/// How a step ended that did not fail.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    Done,
    Skipped(String),
}

pub struct Step {
    /// What `cargo xtask ci <name>` runs alone.
    pub name: &'static str,
    pub title: &'static str,
    pub run: fn() -> Result<Outcome>,
}

pub const DENY_INSTALL: &str = "cargo install --locked cargo-deny";

pub const STEPS: &[Step] = &[
    Step { name: "fmt", title: "formatting", run: fmt },
    Step { name: "clippy", title: "lints", run: clippy },
    Step { name: "arch", title: "arrows between the crates", run: || done(arch::run()) },
    Step { name: "test", title: "tests", run: || done(test::run(&[])) },
    Step { name: "doc", title: "documentation of the code", run: doc },
    Step { name: "openapi", title: "OpenAPI document", run: || done(openapi::write()) },
    Step { name: "deny", title: "bans, licences and sources", run: deny },
    Step { name: "commits", title: "commit messages", run: messages },
];

fn fmt() -> Result<Outcome> {
    done(run(&mut cargo(["fmt", "--all", "--", "--check"])))
}

fn clippy() -> Result<Outcome> {
    done(run(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))
}

fn doc() -> Result<Outcome> {
    let mut doc = cargo(["doc", "--workspace", "--no-deps"]);
    done(run(doc.env("RUSTDOCFLAGS", "-D warnings")))
}

fn deny() -> Result<Outcome> {
    if probe(&mut cargo(["deny", "--version"])).is_none() {
        return Ok(Outcome::Skipped(format!(
            "cargo-deny is not installed (`{DENY_INSTALL}`); the `deny` job of the GitHub workflow runs it"
        )));
    }
    done(run(&mut cargo(["deny", "check", "bans", "licenses", "sources"])))
}

fn messages() -> Result<Outcome> {
    let checked = commits::check_recent()?;
    println!("{checked}");
    Ok(match checked {
        Checked::Messages(_) => Outcome::Done,
        Checked::Nothing(why) => Outcome::Skipped(why.to_owned()),
    })
}

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Done)
}
