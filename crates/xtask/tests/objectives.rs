//! `docs/objectives.toml` maps each objective of the project to the code that meets it, the test
//! that proves it and the page that explains it. The map must be whole, and what it names be there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

/// How many objectives each of the eleven parts has.
const PARTS: [u32; 11] = [7, 4, 5, 4, 3, 4, 3, 3, 4, 3, 4];

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase", deny_unknown_fields)]
enum Objective {
    Done { title: String, code: Vec<String>, test: Vec<String>, page: String },
    Open { title: String, reason: String },
}

#[test]
fn every_objective_is_mapped_to_what_is_there() {
    let map = fs::read_to_string(root().join("docs/objectives.toml")).expect("docs/objectives.toml");
    let map: Table = map.parse().expect("docs/objectives.toml is TOML");
    let faults = faults(&map);
    assert!(faults.is_empty(), "docs/objectives.toml:\n{}", faults.join("\n"));
    let mut open = BTreeMap::new();
    for (id, value) in &map {
        if let Ok(Objective::Open { title, reason }) = value.clone().try_into() {
            open.insert(order(id), format!("  {id:<5} {title} ({reason})"));
        }
    }
    println!("{} of {} objectives are done, {} open:", map.len() - open.len(), map.len(), open.len());
    open.values().for_each(|line| println!("{line}"));
}

#[test]
fn every_kind_of_fault_is_found() {
    let done = |code: &str, test: &str, page: &str| {
        format!("title = 'T'\nstatus = 'done'\ncode = ['{code}']\ntest = ['{test}']\npage = '{page}'")
    };
    let here = "crates/xtask/tests/objectives.rs";
    let (code, test) = (format!("{here}::Objective"), format!("{here}::every_kind_of_fault_is_found"));
    let (code, test, page) = (code.as_str(), test.as_str(), "README.md");
    let good = done(code, test, page);
    let open = "title = 'T'\nstatus = 'open'";
    let cases = [
        ("1.1", good.clone(), ""),
        ("11.4", format!("{open}\nreason = 'R'"), ""),
        ("1.8", good.clone(), "1.8: there is no such objective"),
        ("first", good.clone(), "first: there is no such objective"),
        ("1.1", open.to_owned(), "1.1: missing field `reason`"),
        ("1.1", format!("{open}\nreason = ' '"), "1.1: the reason is empty"),
        ("1.1", good.replace("'done'", "'later'"), "1.1: unknown variant `later`"),
        ("1.1", format!("{good}\nproof = 1"), "1.1: unknown field `proof`"),
        ("1.1", good.replace(&format!("['{test}']"), "[]"), "1.1: no test is named"),
        ("1.1", done("crates/none.rs", test, page), "1.1: there is no crates/none.rs"),
        ("1.1", done("../main", test, page), "1.1: ../main is not in this repository"),
        ("1.1", done("crates/xtask/tests/objectives.rs::Subject", test, page), "defines no `Subject`"),
        ("1.1", done(code, "crates/xtask/tests/objectives.rs::proven", page), "has no test `proven`"),
        // A function, but no test.
        ("1.1", done(code, "crates/xtask/tests/objectives.rs::root", page), "has no test `root`"),
        ("1.1", done(code, here, page), "1.1: a test is named as path::function"),
        ("1.1", done(code, test, "docs/none.md"), "1.1: there is no docs/none.md"),
    ];
    for (id, entry, expected) in cases {
        let map: Table = format!("['{id}']\n{entry}").parse().expect("TOML");
        let found = faults(&map);
        let found: Vec<_> = found.iter().filter(|fault| !fault.ends_with(": is missing")).collect();
        let right = match found.as_slice() {
            [] => expected.is_empty(),
            [one] => !expected.is_empty() && one.contains(expected),
            _ => false,
        };
        assert!(right, "expected `{expected}`, found {found:?}");
    }
    assert_eq!(faults(&Table::new()).len(), 44, "an empty map lacks every objective");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn order(id: &str) -> Vec<u32> {
    id.split('.').filter_map(|number| number.parse().ok()).collect()
}

fn faults(map: &Table) -> Vec<String> {
    let known: BTreeSet<String> = (1..)
        .zip(PARTS)
        .flat_map(|(part, count)| (1..=count).map(move |number| format!("{part}.{number}")))
        .collect();
    let missing = known.iter().filter(|id| !map.contains_key(*id)).map(|id| format!("{id}: is missing"));
    let mut faults: Vec<String> = missing.collect();
    for (id, value) in map {
        if known.contains(id) {
            faults.extend(faults_of(value).into_iter().map(|fault| format!("{id}: {fault}")));
        } else {
            faults.push(format!("{id}: there is no such objective"));
        }
    }
    faults
}

fn faults_of(value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    match value.clone().try_into() {
        Err(error) => faults.push(error.to_string().trim().to_owned()),
        Ok(Objective::Open { title, reason }) => {
            faults.extend(empty("title", &title).or(empty("reason", &reason)));
        }
        Ok(Objective::Done { title, code, test, page }) => {
            faults.extend(empty("title", &title));
            for (what, named) in [("code", &code), ("test", &test)] {
                if named.is_empty() {
                    faults.push(format!("no {what} is named"));
                }
            }
            faults.extend(code.iter().filter_map(|name| code_fault(name)));
            faults.extend(test.iter().filter_map(|name| test_fault(name)));
            faults.extend(path_fault(&page));
        }
    }
    faults
}

fn empty(name: &str, text: &str) -> Option<String> {
    text.trim().is_empty().then(|| format!("the {name} is empty"))
}

fn path_fault(path: &str) -> Option<String> {
    if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Some(format!("{path} is not in this repository"));
    }
    (!root().join(path).exists()).then(|| format!("there is no {path}"))
}

/// `path`, or `path::symbol` of a file of Rust.
fn code_fault(name: &str) -> Option<String> {
    let Some((path, symbol)) = name.split_once("::") else { return path_fault(name) };
    path_fault(path).or_else(|| {
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        (!text.lines().any(|line| defines(line, symbol))).then(|| format!("{path} defines no `{symbol}`"))
    })
}

fn defines(line: &str, symbol: &str) -> bool {
    const ITEMS: [&str; 9] =
        ["fn", "struct", "enum", "trait", "mod", "const", "static", "type", "macro_rules!"];
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '!' | '/')).collect();
    // A comment that speaks of one defines none.
    let commented = line.trim_start().starts_with("//");
    !commented
        && words
            .windows(2)
            .any(|pair| matches!(pair, [item, name] if ITEMS.contains(item) && *name == symbol))
}

/// `path::function`, where the function is a test, or a case of the contract of stores.
fn test_fault(name: &str) -> Option<String> {
    let Some((path, function)) = name.split_once("::") else {
        return Some(format!("a test is named as path::function, unlike {name}"));
    };
    path_fault(path).or_else(|| {
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let there = (0..lines.len()).any(|at| {
            let (above, below) = lines.split_at(at);
            below.first().is_some_and(|line| defines(line, function))
                && (path.starts_with("crates/store-contract/src/") || is_marked(above))
        });
        (!there).then(|| format!("{path} has no test `{function}`"))
    })
}

/// Whether the attributes right above a function make it a test.
fn is_marked(above: &[&str]) -> bool {
    let attributes = above
        .iter()
        .rev()
        .map(|line| line.trim())
        .take_while(|line| !line.is_empty() && !line.ends_with(['}', ';', '{']));
    let mut marks = attributes.filter(|line| line.starts_with("#["));
    marks.any(|line| line.starts_with("#[test]") || line.contains("::test]") || line.contains("::test("))
}
