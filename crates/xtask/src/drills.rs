//! `cargo xtask drills`: crash, load and fault runs, as long as they should be.

use anyhow::Result;

use crate::process::{cargo, run as run_command};
use crate::test::need_services;

/// Without it the drills run their short form, as among all other tests.
const LONG: (&str, &str) = ("DRILLS", "long");

/// Runs those whose name contains one of the filters, or all, one after the other: each wants the
/// machine for itself.
pub fn run(filters: &[&str]) -> Result<()> {
    need_services()?;
    let mut drills =
        cargo(["test", "--workspace", "--test", "drills", "--", "--nocapture", "--test-threads=1"]);
    run_command(drills.args(filters).env(LONG.0, LONG.1))
}
