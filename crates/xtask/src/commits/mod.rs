//! `cargo xtask commits`: Conventional Commits, checked over git history.

mod message;

use std::fmt;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, command, probe};

/// What is looked at when there is nothing to compare with, on the main branch for one.
const RECENT: &str = "20";

/// What a check that passed had looked at.
pub enum Checked {
    Messages(usize),
    /// Nothing, and why.
    Nothing(&'static str),
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages(count) => write!(f, "commit messages checked: {count}, all Conventional Commits"),
            Self::Nothing(why) => write!(f, "commit messages not checked: {why}"),
        }
    }
}

/// Checks what this branch adds to `origin/main`, or else the latest commits.
pub fn check_recent() -> Result<Checked> {
    match probe(&mut git(&["rev-parse", "--is-shallow-repository"])).as_deref() {
        None => return Ok(Checked::Nothing("this is not a git clone")),
        Some("true") => return Ok(Checked::Nothing("this clone is shallow")),
        Some(_) => {}
    }
    if let Some(base) = probe(&mut git(&["merge-base", "origin/main", "HEAD"])) {
        let branch = format!("{base}..HEAD");
        if !log(&[&branch])?.is_empty() {
            return check_range(&branch);
        }
    }
    check(&log(&["-n", RECENT, "HEAD"])?)
}

/// Checks the commits that `git log <range>` shows.
pub fn check_range(range: &str) -> Result<Checked> {
    check(&log(&[range])?)
}

/// Checks the message in the file that git hands to a commit-msg hook.
pub fn check_file(file: &str) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let problems = message::from_hook_file(&text).map_or_else(Vec::new, |text| message::problems(&text));
    if problems.is_empty() {
        return Ok(());
    }
    bail!("the commit message is not a Conventional Commit:\n  {}", problems.join("\n  "));
}

fn check(commits: &[(String, String)]) -> Result<Checked> {
    let mut wrong = Vec::new();
    for (hash, text) in commits {
        let header = text.lines().next().unwrap_or_default();
        wrong.extend(message::problems(text).iter().map(|problem| format!("{hash} `{header}`: {problem}")));
    }
    if wrong.is_empty() {
        return Ok(Checked::Messages(commits.len()));
    }
    bail!("commit messages that are not Conventional Commits:\n  {}", wrong.join("\n  "));
}

/// Hash and message of each commit; merges, whose messages git writes, are left out.
fn log(which: &[&str]) -> Result<Vec<(String, String)>> {
    let mut log = git(&["log", "-z", "--no-merges", "--format=%h%n%B"]);
    let text = capture(log.args(which).arg("--"))?;
    let commits = text.split('\0').filter_map(|commit| commit.split_once('\n'));
    Ok(commits.map(|(hash, text)| (hash.to_owned(), text.trim_end().to_owned())).collect())
}

fn git(args: &[&str]) -> Command {
    command("git", args)
}
