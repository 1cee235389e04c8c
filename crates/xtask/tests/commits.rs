//! `cargo xtask commits` on real repositories: what it compares with, and when there is nothing to compare.
#![expect(clippy::expect_used, reason = "a test says what it means by panicking, in its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A repository of its own for one test, with these commits on `main`.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str, messages: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder of the last run");
        }
        fs::create_dir_all(&folder).expect("a folder");
        let repository = Self(folder);
        repository.git(&["init", "-q", "-b", "main"]);
        messages.iter().for_each(|message| repository.commit(message));
        repository
    }

    fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(&self.0).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args);
        // The developer's settings (signing, templates) and a hook's variables are not part of the test.
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        let output = git.output().expect("git");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Whether the task passed, and all that it said.
    fn xtask(&self, args: &[&str]) -> (bool, String) {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_fasttrack-xtask"));
        xtask.args(args).current_dir(&self.0).env("CARGO_MANIFEST_DIR", self.0.join("crates/xtask"));
        xtask.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        let output = xtask.output().expect("the task");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).expect("UTF-8"))
    }
}

#[test]
fn a_branch_answers_for_its_own_commits_only() {
    let repository = Repository::new("branch", &["Old habits"]);
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository.git(&["switch", "-q", "-c", "venues"]);
    repository.commit("feat(http): venues");
    let passed = repository.xtask(&["commits"]);
    assert_eq!(passed, (true, "commit messages checked: 1, all Conventional Commits\n".to_owned()));

    repository.commit("Add tests.");
    let (ok, said) = repository.xtask(&["commits"]);
    assert!(!ok);
    assert!(said.contains("`Add tests.`: the first line must read `type(scope): subject`"), "{said}");
    assert!(!said.contains("Old habits"), "{said}");
}

#[test]
fn on_the_main_branch_the_latest_commits_are_looked_at() {
    let repository = Repository::new("main", &["chore: begin", "Second"]);
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let (ok, said) = repository.xtask(&["commits"]);
    assert!(!ok && said.contains("`Second`"), "{said}");
}

#[test]
fn a_range_may_be_named() {
    let repository = Repository::new("range", &["First", "feat: second", "fix: third"]);
    let passed = repository.xtask(&["commits", "HEAD~2..HEAD"]);
    assert_eq!(passed, (true, "commit messages checked: 2, all Conventional Commits\n".to_owned()));
    assert!(!repository.xtask(&["commits", "no-such-branch..HEAD"]).0);
}

#[test]
fn a_merge_is_exempt() {
    let repository = Repository::new("merge", &["chore: begin"]);
    repository.git(&["switch", "-q", "-c", "side"]);
    repository.commit("feat: side");
    repository.git(&["switch", "-q", "main"]);
    repository.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    let passed = repository.xtask(&["commits"]);
    assert_eq!(passed, (true, "commit messages checked: 2, all Conventional Commits\n".to_owned()));
}

#[test]
fn a_shallow_clone_is_told_so_and_passes() {
    let full = Repository::new("full", &["Bad", "Worse"]);
    let shallow = Repository::new("shallow", &[]);
    let source = format!("file://{}", full.0.display());
    shallow.git(&["fetch", "-q", "--depth", "1", &source, "main"]);
    shallow.git(&["reset", "-q", "--hard", "FETCH_HEAD"]);
    let passed = shallow.xtask(&["commits"]);
    assert_eq!(passed, (true, "commit messages not checked: this clone is shallow\n".to_owned()));
}

#[test]
fn a_hook_checks_the_message_before_there_is_a_commit() {
    let repository = Repository::new("hook", &[]);
    let file = repository.0.join("COMMIT_EDITMSG");
    let file = file.to_str().expect("a plain path");
    fs::write(file, "feat: x\n\n# a comment of git\n").expect("a message");
    assert_eq!(repository.xtask(&["commits", "--message-file", file]), (true, String::new()));
    fs::write(file, "x\n").expect("a message");
    assert!(!repository.xtask(&["commits", "--message-file", file]).0);
}
