//! `cargo xtask test` and `cargo xtask drills`, on a workspace whose tests say how they were run.

use crate::repository::Repository;

/// Two packages; one has the tests of the API and the drills.
fn workspace(name: &str) -> Repository {
    let repository = Repository::folder(name);
    repository.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    for package in ["domain", "server"] {
        let manifest = format!("[package]\nname = \"{package}\"\nedition = \"2024\"\n");
        repository.write(&format!("crates/{package}/Cargo.toml"), &manifest);
        repository.write(&format!("crates/{package}/src/lib.rs"), "#[test] fn inside() {}\n");
    }
    for (target, variable) in [("api", "TEST_STACK"), ("drills", "DRILLS")] {
        let says = format!(
            "#[test] fn {target}_test() {{ println!(\"{target} on {{:?}}\", std::env::var(\"{variable}\")); }}\n\
             #[test] fn other() {{}}\n"
        );
        repository.write(&format!("crates/server/tests/{target}.rs"), &says);
    }
    repository
}

#[test]
fn the_tests_of_the_api_run_on_both_stacks() {
    let repository = workspace("stacks");
    let (ok, said) = repository.xtask(&["test", "--", "--nocapture"]);
    assert!(ok, "{said}");
    let (first, second) = said.split_once("== tests, 2 of 2").expect("a second run");
    assert!(first.contains("== tests, 1 of 2") && first.contains("test inside ... ok"), "{first}");
    assert!(first.contains("api on Err(NotPresent)"), "{first}");
    assert!(second.contains("$ TEST_STACK=distributed cargo test --workspace --test api"), "{second}");
    assert!(second.contains("api on Ok(\"distributed\")"), "{second}");
    // What cargo complains of, and what it builds, follows all the rest: once for each package.
    assert!(!second.contains("test inside") && said.matches("Compiling").count() == 2, "{said}");
}

#[test]
fn a_filter_is_for_both_and_a_package_for_the_first() {
    let repository = workspace("stacks-chosen");
    let (ok, said) = repository.xtask(&["test", "api_test"]);
    assert!(ok && said.matches("test api_test ... ok").count() == 2, "{said}");
    assert!(!said.contains("test other"), "{said}");
    let (ok, said) = repository.xtask(&["test", "-p", "server", "api_test"]);
    assert!(ok && said.matches("test api_test ... ok").count() == 1, "{said}");
}

#[test]
fn drills_are_long_and_only_those_named() {
    let repository = workspace("drills");
    let (ok, said) = repository.xtask(&["drills", "drills_"]);
    assert!(ok, "{said}");
    assert!(said.contains("drills on Ok(\"long\")") && said.contains("1 passed; 0 failed"), "{said}");
    assert!(!said.contains("api on"), "{said}");
}
