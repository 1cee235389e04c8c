//! Plants one mistake at a time and reads the sentence that the developer would read.

use super::check::violations;
use super::model::{Crate, Dependency};
use super::rules::TABLE;

fn own(name: &str) -> Dependency {
    Dependency {
        package: format!("fasttrack-{name}"),
        own: true,
        for_tests: false,
        optional: false,
        features: Vec::new(),
    }
}

fn outside(package: &str) -> Dependency {
    Dependency { package: package.to_owned(), own: false, ..own("") }
}

fn tests(dependency: Dependency) -> Dependency {
    Dependency { for_tests: true, ..dependency }
}

fn mocks(dependency: Dependency) -> Dependency {
    Dependency { features: vec!["mocks".to_owned()], ..dependency }
}

/// The violations of a workspace of one crate.
fn found(name: &str, dependencies: impl IntoIterator<Item = Dependency>) -> Vec<String> {
    let package = format!("fasttrack-{name}");
    violations(&[Crate { package, dependencies: dependencies.into_iter().collect() }], TABLE)
}

#[test]
fn what_the_table_allows_passes() {
    assert!(found("domain", [outside("uuid"), outside("chrono")]).is_empty());
    assert!(found("application", [own("domain"), outside("csv"), outside("serde")]).is_empty());
    assert!(
        found("http", [own("domain"), own("application"), outside("actix-web"), outside("slog")]).is_empty()
    );
    assert!(found("sqlite", [own("domain"), outside("diesel"), outside("diesel-async")]).is_empty());
    assert!(found("server", [own("sqlite"), own("http"), own("jwt"), outside("clap")]).is_empty());
    assert!(found("test-support", [mocks(own("domain")), outside("mockall")]).is_empty());
}

#[test]
fn an_adapter_may_not_know_another() {
    assert_eq!(
        found("http", [own("sqlite")]),
        ["http -> sqlite: not allowed; http may use application, domain"]
    );
}

#[test]
fn the_domain_may_not_look_outwards() {
    assert_eq!(
        found("domain", [own("application")]),
        ["domain -> application: not allowed; domain may use no workspace crate"]
    );
}

#[test]
fn the_domain_holds_only_what_is_listed() {
    assert_eq!(
        found("domain", [outside("serde")]),
        ["domain holds serde: not allowed; domain may hold only async-trait, chrono, chrono-tz, mockall, \
             thiserror, unicode-normalization, uuid"]
    );
}

#[test]
fn the_domain_holds_its_mocks_behind_a_feature() {
    assert_eq!(
        found("domain", [outside("mockall")]),
        ["domain holds mockall: it must be optional, behind feature `mocks`"]
    );
    assert!(found("domain", [Dependency { optional: true, ..outside("mockall") }]).is_empty());
}

#[test]
fn a_technology_stays_in_its_adapter() {
    for (who, what, sentence) in [
        ("application", "diesel-async", "application holds diesel-async: only postgres, sqlite may"),
        ("application", "actix-web", "application holds actix-web: only http may"),
        ("http", "jsonwebtoken", "http holds jsonwebtoken: only jwt may"),
        ("server", "slog-json", "server holds slog-json: only telemetry may"),
        ("http", "moka", "http holds moka: only memory may"),
        ("worker", "clap", "worker holds clap: only server may"),
        ("server", "cargo_metadata", "server holds cargo_metadata: only xtask may"),
        ("http", "mockall", "http holds mockall: only domain, test-support may"),
    ] {
        assert_eq!(found(who, [outside(what)]), [sentence]);
    }
}

#[test]
fn tests_may_use_any_outside_crate() {
    assert!(found("domain", [tests(outside("proptest"))]).is_empty());
    assert!(found("server", [tests(outside("jsonwebtoken")), tests(outside("reqwest"))]).is_empty());
}

#[test]
fn tests_may_use_the_test_crates_the_own_row_and_the_mocks() {
    assert!(found("sqlite", [tests(own("store-contract")), tests(own("test-support"))]).is_empty());
    assert!(found("http", [tests(own("application")), tests(mocks(own("domain")))]).is_empty());
}

#[test]
fn tests_may_not_reach_another_adapter() {
    assert_eq!(
        found("http", [tests(own("sqlite"))]),
        ["http -> sqlite (tests): not allowed; tests of http may also use test-support, store-contract and \
             domain with `mocks`"]
    );
}

#[test]
fn what_is_only_for_tests_does_not_ship() {
    assert_eq!(
        found("application", [mocks(own("domain"))]),
        ["application -> domain: feature `mocks` outside tests; only test-support may turn it on there"]
    );
    assert_eq!(found("jwt", [own("test-support")]), ["jwt -> test-support: not allowed; jwt may use domain"]);
}

#[test]
fn a_new_crate_is_told_where_to_register() {
    assert_eq!(
        found("mailer", [own("domain")]),
        ["fasttrack-mailer: not in the table; give it a row in crates/xtask/src/arch/rules.rs and in \
             docs/ARCHITECTURE.md"]
    );
}

#[test]
fn every_violation_is_reported() {
    assert_eq!(found("domain", [own("http"), outside("tokio")]).len(), 2);
}

#[test]
fn every_arrow_of_the_table_points_upwards() {
    for (at, row) in TABLE.iter().enumerate() {
        let above: Vec<_> = TABLE.iter().take(at).map(|row| row.name).collect();
        assert!(!above.contains(&row.name), "{} stands twice", row.name);
        for used in row.may_use {
            assert!(above.contains(used), "{} uses {used}, which does not stand above it", row.name);
        }
    }
}
