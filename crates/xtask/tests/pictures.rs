//! The table in docs/ARCHITECTURE.md and the picture in README.md show the arrows that
//! `cargo xtask arch` enforces, for the crates that there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[expect(dead_code, reason = "the check of the architecture needs more of it")]
#[path = "../src/arch/rules.rs"]
mod rules;

use rules::{Row, TABLE};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn exists(name: &str) -> bool {
    root().join("crates").join(name).is_dir()
}

fn built() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| exists(row.name))
}

#[test]
fn the_table_on_the_page_is_the_table_that_is_enforced() {
    let page = read("docs/ARCHITECTURE.md").replace(r"\*", "*");
    let cell = |names: &[&str]| if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    for Row { name, may_use, holds, .. } in built() {
        let may_use = if *name == "server" { "all of the above".to_owned() } else { cell(may_use) };
        let row = format!("\n| `{name}` | {may_use} | {} | ", cell(holds));
        assert!(page.contains(&row), "docs/ARCHITECTURE.md has no row {row}");
    }
}

#[test]
fn the_picture_has_the_arrows_that_are_allowed() {
    let readme = read("README.md");
    let mut drawn: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in readme.lines().filter_map(|line| line.trim().split_once(" --> ")) {
        let to = to.split(" & ").map(|name| name.replace('_', "-"));
        drawn.entry(from.replace('_', "-")).or_default().extend(to);
    }
    let mut allowed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Row { name, may_use, .. } in built() {
        let to: BTreeSet<String> =
            may_use.iter().filter(|to| exists(to)).map(|to| (*to).to_owned()).collect();
        if !to.is_empty() {
            allowed.insert((*name).to_owned(), to);
        }
    }
    assert_eq!(drawn, allowed);
}
