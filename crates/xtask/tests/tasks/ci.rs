//! `cargo xtask ci`: it stops at the first failure, and it notices what changes under it.

use crate::openapi::with_server;
use crate::repository::Repository;

#[test]
fn a_step_that_fails_stops_the_run_and_says_how_to_repeat_it() {
    let repository = Repository::new("ci-fails", &["Bad message"]);
    let (ok, said) = repository.xtask(&["ci", "commits"]);
    assert!(!ok);
    assert!(said.contains("step `commits` failed; run it again with: cargo xtask ci commits"), "{said}");
    assert!(said.contains(" s  FAILED\ntotal "), "{said}");
    assert!(!said.contains("== tree"), "{said}");
}

#[test]
fn a_generated_file_that_was_not_committed_fails_the_run() {
    let repository = with_server("ci-generated", r#"{"openapi":"3.1.0"}"#);
    repository.write("docs/openapi.json", "{\"openapi\":\"3.0.0\"}\n");
    repository.commit("feat: x");
    let (ok, said) = repository.xtask(&["ci", "openapi"]);
    assert!(!ok && said.contains("commit or ignore:\n  docs/openapi.json\n"), "{said}");
    assert!(said.contains("+{\"openapi\":\"3.1.0\"}"), "the difference is shown: {said}");

    repository.commit("feat: y");
    let (ok, said) = repository.xtask(&["ci", "openapi"]);
    assert!(ok, "{said}");
}

#[test]
fn edits_from_before_the_run_are_left_alone() {
    let repository = Repository::new("ci-dirty", &["feat: x"]);
    repository.write("notes.txt", "mine");
    let (ok, said) = repository.xtask(&["ci", "commits"]);
    assert!(ok, "{said}");
    assert_eq!(repository.read("notes.txt"), "mine");
}
