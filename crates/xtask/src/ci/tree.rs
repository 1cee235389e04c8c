//! Did the run change anything that git knows? Edits from before the run are the developer's own.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Result, bail};

use super::steps::Outcome;
use crate::process::{capture, command, probe, root, run};

/// Every path that `git status` lists, with its status and a hash of its content; `None` outside a clone.
pub struct Snapshot(Option<BTreeMap<String, (String, u64)>>);

impl Snapshot {
    pub fn take() -> Result<Self> {
        if probe(&mut command("git", ["rev-parse", "--git-dir"])).is_none() {
            return Ok(Self(None));
        }
        let args = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"];
        let status = capture(&mut command("git", args))?;
        let entries = status.split('\0').filter_map(|entry| entry.split_at_checked(3));
        Ok(Self(Some(
            entries.map(|(code, path)| (path.to_owned(), (code.to_owned(), content(path)))).collect(),
        )))
    }

    /// Fails with the paths that changed since the snapshot.
    pub fn compare(&self) -> Result<Outcome> {
        let (Some(before), Some(after)) = (&self.0, &Self::take()?.0) else {
            return Ok(Outcome::Skipped("this is not a git clone".to_owned()));
        };
        let changed = changed(before, after);
        if changed.is_empty() {
            return Ok(Outcome::Done);
        }
        run(command("git", ["--no-pager", "diff", "--stat", "--patch", "--"]).args(&changed))?;
        bail!(
            "the run changed files (a generated file is out of date, or a test writes into the tree); \
             commit or ignore:\n  {}",
            changed.join("\n  ")
        );
    }
}

fn changed(before: &BTreeMap<String, (String, u64)>, after: &BTreeMap<String, (String, u64)>) -> Vec<String> {
    let new_or_other = after.iter().filter(|(path, state)| before.get(*path) != Some(*state));
    let gone = before.iter().filter(|(path, _)| !after.contains_key(*path));
    new_or_other.chain(gone).map(|(path, _)| path.clone()).collect()
}

/// Zero for a file that is not there.
fn content(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fs::read(root().join(path)).map_or(0, |bytes| {
        bytes.hash(&mut hasher);
        hasher.finish()
    })
}

#[cfg(test)]
mod tests {
    use super::changed;
    use std::collections::BTreeMap;

    fn state(entries: &[(&str, &str, u64)]) -> BTreeMap<String, (String, u64)> {
        entries.iter().map(|(path, code, hash)| ((*path).to_owned(), ((*code).to_owned(), *hash))).collect()
    }

    #[test]
    fn edits_from_before_the_run_are_not_its_doing() {
        let before = state(&[("README.md", " M ", 1)]);
        assert!(changed(&before, &before).is_empty());
    }

    #[test]
    fn new_changed_and_vanished_entries_are() {
        let before = state(&[("a", " M ", 1), ("b", "?? ", 2)]);
        let after = state(&[("a", " M ", 9), ("c", "?? ", 3)]);
        assert_eq!(changed(&before, &after), ["a", "c", "b"]);
    }
}
