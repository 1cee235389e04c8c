//! `cargo xtask test`: every test of the workspace, or of the packages chosen.

use anyhow::{Result, anyhow};

use crate::{postgres, process};

/// Runs the tests; `extra` goes to `cargo test` as it is.
///
/// No `--all-features`: the domain's `mocks`, which `test-support` turns on wherever tests run, must
/// stay off in whatever is built without tests; and tests turn on whatever else they need.
///
/// Before the first of them is built: is there a Postgres for those who need one? Whoever chooses
/// packages may do without.
pub fn run(extra: &[&str]) -> Result<()> {
    if scope(extra).is_some() {
        postgres::ensure().map_err(|missing| anyhow!(missing))?;
    }
    process::run(process::cargo(["test"]).args(scope(extra)).args(extra))
}

/// `--workspace`, unless the caller chooses packages: cargo ignores `-p` beside `--workspace`.
pub fn scope(extra: &[&str]) -> Option<&'static str> {
    let chosen = extra
        .iter()
        .take_while(|arg| **arg != "--")
        .any(|arg| arg.starts_with("-p") || *arg == "--package" || arg.starts_with("--package="));
    (!chosen).then_some("--workspace")
}

#[cfg(test)]
mod tests {
    use super::scope;

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
    }
}
