//! `cargo xtask ci`: what CI checks, on any machine.

mod report;
mod steps;
mod tree;

use std::time::Instant;

use anyhow::{Result, bail};

use report::{Entry, summary};
pub use steps::DENY_INSTALL;
use steps::{Outcome, STEPS, Step};
use tree::Snapshot;

/// Runs the steps named, or all; stops at the first that fails. At the end, nothing that git knows
/// may have changed: a generated file that is out of date is one that was not committed.
pub fn run(names: &[&str]) -> Result<()> {
    let chosen = choose(names)?;
    let before = Snapshot::take()?;
    let mut entries = Vec::new();
    for step in chosen {
        println!("\n== {}: {}", step.name, step.title);
        let (result, entry) = timed(step.name, step.run);
        entries.push(entry);
        if let Err(error) = result {
            println!("\n{}", summary(&entries));
            return Err(
                error.context(format!("step `{0}` failed; run it again with: cargo xtask ci {0}", step.name))
            );
        }
    }
    println!("\n== tree: nothing changed by the run");
    let (result, entry) = timed("tree", || before.compare());
    entries.push(entry);
    println!("\n{}", summary(&entries));
    result.map(|_| ())
}

fn choose(names: &[&str]) -> Result<Vec<&'static Step>> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == *name) {
            let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
            bail!("ci has no step `{name}`; it has {}", known.join(", "));
        }
    }
    Ok(STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

fn timed(name: &'static str, run: impl FnOnce() -> Result<Outcome>) -> (Result<Outcome>, Entry) {
    let start = Instant::now();
    let result = run();
    let took = start.elapsed();
    let verdict = match &result {
        Ok(Outcome::Done) => "ok".to_owned(),
        Ok(Outcome::Skipped(why)) => format!("skipped: {why}"),
        Err(_) => "FAILED".to_owned(),
    };
    println!("-- {name}: {verdict} ({:.1} s)", took.as_secs_f64());
    (result, Entry { name, took, verdict })
}

#[cfg(test)]
mod tests {
    use super::choose;

    fn names(chosen: &[&str]) -> Vec<&'static str> {
        choose(chosen).expect("known steps").iter().map(|step| step.name).collect()
    }

    #[test]
    fn all_steps_run_in_order_when_none_is_named() {
        assert_eq!(names(&[]), ["fmt", "clippy", "arch", "test", "doc", "openapi", "deny", "commits"]);
    }

    #[test]
    fn the_steps_named_keep_their_order() {
        assert_eq!(names(&["arch", "fmt"]), ["fmt", "arch"]);
    }

    #[test]
    fn an_unknown_step_is_told_the_known_ones() {
        let error = choose(&["lint"]).err().expect("no such step").to_string();
        assert_eq!(
            error,
            "ci has no step `lint`; it has fmt, clippy, arch, test, doc, openapi, deny, commits"
        );
    }
}
