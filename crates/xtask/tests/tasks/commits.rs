//! `cargo xtask commits`: what it compares with, and when there is nothing to compare.

use crate::repository::Repository;

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
    let source = format!("file://{}", full.path().display());
    shallow.git(&["fetch", "-q", "--depth", "1", &source, "main"]);
    shallow.git(&["reset", "-q", "--hard", "FETCH_HEAD"]);
    let passed = shallow.xtask(&["commits"]);
    assert_eq!(passed, (true, "commit messages not checked: this clone is shallow\n".to_owned()));
}

#[test]
fn a_hook_checks_the_message_before_there_is_a_commit() {
    let repository = Repository::new("hook", &[]);
    repository.write("MESSAGE", "feat: x\n\n# a comment of git\n");
    assert_eq!(repository.xtask(&["commits", "--message-file", "MESSAGE"]), (true, String::new()));
    repository.write("MESSAGE", "x\n");
    assert!(!repository.xtask(&["commits", "--message-file", "MESSAGE"]).0);
}
