//! The worked conflict of docs/merge-conflicts.md must keep working with today's git.

use std::path::Path;
use std::process::Command;

#[test]
fn the_worked_merge_conflict_does_what_the_page_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let output = Command::new("bash")
        .arg(docs.join("examples/merge-conflict.sh"))
        .output()
        .expect("bash and git are needed: `cargo xtask setup` says how to get them");
    let told = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    assert!(told.trim_end().ends_with("== Every expectation was met"), "{told}");

    // The page shows the conflict as git shows it: it must be the one that the script makes.
    let page = std::fs::read_to_string(docs.join("merge-conflicts.md")).expect("docs/merge-conflicts.md");
    let shown = |line: &&str| line.starts_with("may_register() {");
    let lines: Vec<_> = told.lines().filter(shown).collect();
    assert_eq!(lines.len(), 3, "ours, before, theirs: {told}");
    for line in lines {
        assert!(page.contains(line), "docs/merge-conflicts.md does not show `{line}`");
    }
}
