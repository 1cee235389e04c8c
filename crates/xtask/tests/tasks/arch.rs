//! `cargo xtask arch` on real manifests: what cargo calls things is read as the rules mean it.

use crate::repository::Repository;

/// A workspace of these crates, each with its dependency tables.
fn workspace(name: &str, crates: &[(&str, &str)]) -> Repository {
    let repository = Repository::folder(name);
    repository.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    for (name, tables) in crates {
        let package = format!("[package]\nname = \"fasttrack-{name}\"\nedition = \"2024\"\n{tables}");
        repository.write(&format!("crates/{name}/Cargo.toml"), &package);
        repository.write(&format!("crates/{name}/src/lib.rs"), "");
    }
    repository
}

const DOMAIN: (&str, &str) = ("domain", "[features]\nmocks = []\n[dependencies]\nuuid = \"1\"\n");

#[test]
fn a_workspace_that_keeps_the_rules_passes() {
    let http = "[dependencies]\nfasttrack-domain = { path = \"../domain\" }\nactix-web = \"4\"\n\
                [dev-dependencies]\nfasttrack-domain = { path = \"../domain\", features = [\"mocks\"] }\nreqwest = \"0.13\"\n";
    let (ok, said) = workspace("arch-good", &[DOMAIN, ("http", http)]).xtask(&["arch"]);
    assert!(ok, "{said}");
    assert_eq!(said, "2 crates, every arrow as the table allows\n");
}

#[test]
fn every_kind_of_forbidden_dependency_is_found() {
    let http = "[dependencies]\nfasttrack-sqlite = { path = \"../sqlite\" }\n\
                fasttrack-domain = { path = \"../domain\", features = [\"mocks\"] }\n\
                database = { package = \"diesel\", version = \"2\" }\n\
                [target.'cfg(windows)'.dependencies]\nclap = \"4\"\n\
                [build-dependencies]\nbcrypt = \"0.19\"\n";
    let sqlite = "[dev-dependencies]\nfasttrack-http = { path = \"../http\" }\n";
    let (ok, said) = workspace("arch-bad", &[DOMAIN, ("http", http), ("sqlite", sqlite)]).xtask(&["arch"]);
    assert!(!ok, "{said}");
    for sentence in [
        "http -> sqlite: not allowed; http may use application, domain",
        "http -> domain: feature `mocks` outside tests; only test-support may turn it on there",
        "http holds diesel: only postgres, sqlite may",
        "http holds clap: only server may",
        "http holds bcrypt: only jwt may",
        "sqlite -> http (tests): not allowed; tests of sqlite may also use test-support, store-contract and \
         domain with `mocks`",
    ] {
        assert!(said.contains(&format!("\n  {sentence}\n")), "{sentence}\n-- not in --\n{said}");
    }
}
