//! `cargo xtask test`: every test of the workspace, or of the packages chosen.

use anyhow::{Result, bail};

use crate::process::{cargo, run as run_command};
use crate::services;

/// The API tests run on either of two stacks, by this variable; without it, on the embedded one.
const STACK: (&str, &str) = ("TEST_STACK", "distributed");

/// Runs the tests; `extra` goes to `cargo test` as it is. All of them, and then those of the API again,
/// on Postgres and Redis: unless the caller chooses what is tested.
///
/// No `--all-features`: the domain's `mocks`, which `test-support` turns on wherever tests run, must
/// stay off in whatever is built without tests; and tests turn on whatever else they need.
///
/// Before the first of them is built: are the servers there for those who need them? Whoever chooses
/// packages may do without.
pub fn run(extra: &[&str]) -> Result<()> {
    if scope(extra).is_some() {
        need_services()?;
    }
    if !twice(extra) {
        return run_command(cargo(["test"]).args(scope(extra)).args(extra));
    }
    println!("\n== tests, 1 of 2: all, those of the API on the embedded stack");
    run_command(cargo(["test", "--workspace"]).args(extra).env_remove(STACK.0))?;
    println!("\n== tests, 2 of 2: those of the API again, on Postgres and Redis");
    // Of the whole workspace, too: for one package, cargo would build its dependencies anew.
    run_command(cargo(["test", "--workspace", "--test", "api"]).args(extra).env(STACK.0, STACK.1))
}

/// Fails, with how to get them, when servers that the tests start are not there.
pub fn need_services() -> Result<()> {
    let missing: Vec<String> = services::ensure().into_iter().filter_map(Result::err).collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("{}", missing.join("\n"));
}

/// `--workspace`, unless the caller chooses packages: cargo ignores `-p` beside `--workspace`.
pub fn scope(extra: &[&str]) -> Option<&'static str> {
    let chosen = of_cargo(extra).any(|arg| arg.starts_with("-p") || names(arg, "--package"));
    (!chosen).then_some("--workspace")
}

/// Whether the second run makes sense: nobody chose packages or targets, and the tests are to run.
fn twice(extra: &[&str]) -> bool {
    const CHOOSING: &[&str] = &[
        "--all-targets",
        "--bench",
        "--benches",
        "--bin",
        "--bins",
        "--doc",
        "--example",
        "--examples",
        "--lib",
        "--no-run",
        "--test",
        "--tests",
    ];
    scope(extra).is_some() && !of_cargo(extra).any(|arg| CHOOSING.iter().any(|option| names(arg, option)))
}

/// What follows the dashes is for the test binary.
fn of_cargo<'a>(extra: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    extra.iter().copied().take_while(|arg| *arg != "--")
}

fn names(arg: &str, option: &str) -> bool {
    arg.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::{scope, twice};

    #[test]
    fn the_whole_workspace_unless_packages_are_chosen() {
        assert_eq!(scope(&[]), Some("--workspace"));
        assert_eq!(scope(&["--release", "cursor"]), Some("--workspace"));
        assert_eq!(scope(&["-p", "fasttrack-domain"]), None);
        assert_eq!(scope(&["-pfasttrack-domain"]), None);
        assert_eq!(scope(&["--package=fasttrack-domain"]), None);
    }

    #[test]
    fn what_follows_the_dashes_is_for_the_test_binary() {
        assert_eq!(scope(&["--", "-p"]), Some("--workspace"));
        assert!(twice(&["--", "--test"]));
    }

    #[test]
    fn both_stacks_unless_it_is_chosen_what_is_tested() {
        assert!(twice(&[]));
        assert!(twice(&["--release", "--no-fail-fast", "cursor"]));
        for chosen in
            [&["-p", "fasttrack-http"][..], &["--lib"], &["--test", "api"], &["--bin=x"], &["--no-run"]]
        {
            assert!(!twice(chosen), "{chosen:?}");
        }
    }
}
