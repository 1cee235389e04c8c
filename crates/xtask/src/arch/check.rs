//! The rules applied to the model: pure, so that the tests need no workspace.

use super::model::{Crate, Dependency, PREFIX};
use super::rules::{FOR_TESTS, MOCKS, Row};

/// Every violation, one line each, in the order of the crates.
pub fn violations(crates: &[Crate], table: &[Row]) -> Vec<String> {
    let mut found = Vec::new();
    for one in crates {
        let name = short(&one.package);
        let Some(row) = table.iter().find(|row| Some(row.name) == name) else {
            found.push(format!(
                "{}: not in the table; give it a row in crates/xtask/src/arch/rules.rs and in docs/ARCHITECTURE.md",
                one.package
            ));
            continue;
        };
        found.extend(one.dependencies.iter().filter_map(|dependency| judge(row, dependency, table)));
    }
    found
}

fn judge(row: &Row, dependency: &Dependency, table: &[Row]) -> Option<String> {
    match (dependency.own, dependency.for_tests) {
        (true, false) => arrow(row, dependency),
        (true, true) => test_arrow(row, dependency),
        (false, false) => outside(row, dependency, table),
        (false, true) => None,
    }
}

fn arrow(row: &Row, dependency: &Dependency) -> Option<String> {
    let (name, target) = (row.name, target(dependency));
    if !row.may_use.contains(&target) {
        return Some(format!("{name} -> {target}: not allowed; {name} may use {}", list(row.may_use)));
    }
    let (owner, mocks, user) = MOCKS;
    (target == owner && name != user && has_feature(dependency, mocks)).then(|| {
        format!("{name} -> {owner}: feature `{mocks}` outside tests; only {user} may turn it on there")
    })
}

fn test_arrow(row: &Row, dependency: &Dependency) -> Option<String> {
    let (name, target) = (row.name, target(dependency));
    let (owner, mocks, _) = MOCKS;
    let allowed = row.may_use.contains(&target)
        || FOR_TESTS.contains(&target)
        || (target == owner && has_feature(dependency, mocks));
    (!allowed).then(|| {
        format!(
            "{name} -> {target} (tests): not allowed; tests of {name} may also use {} and {owner} with `{mocks}`",
            list(FOR_TESTS)
        )
    })
}

fn outside(row: &Row, dependency: &Dependency, table: &[Row]) -> Option<String> {
    let (name, package) = (row.name, dependency.package.as_str());
    if row.only.is_some_and(|only| !only.contains(&package)) {
        let only = list(row.only.unwrap_or_default());
        return Some(format!("{name} holds {package}: not allowed; {name} may hold only {only}"));
    }
    let holders: Vec<&str> = table.iter().filter(|row| holds(row, package)).map(|row| row.name).collect();
    if !holders.is_empty() && !holders.contains(&name) {
        return Some(format!("{name} holds {package}: only {} may", list(&holders)));
    }
    // The owner of the mocks is also in every shipped binary: there they must be off by default.
    let (owner, mocks, _) = MOCKS;
    (name == owner && package == "mockall" && !dependency.optional)
        .then(|| format!("{name} holds {package}: it must be optional, behind feature `{mocks}`"))
}

fn holds(row: &Row, package: &str) -> bool {
    row.holds.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => package.starts_with(prefix),
        None => package == *pattern,
    })
}

fn has_feature(dependency: &Dependency, feature: &str) -> bool {
    dependency.features.iter().any(|on| on == feature)
}

fn short(package: &str) -> Option<&str> {
    package.strip_prefix(PREFIX)
}

fn target(dependency: &Dependency) -> &str {
    short(&dependency.package).unwrap_or(&dependency.package)
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "no workspace crate".to_owned() } else { names.join(", ") }
}
