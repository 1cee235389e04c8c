//! `cargo xtask openapi`, with a stand-in for the server that takes a moment to build.

use crate::repository::Repository;

/// A repository whose `fasttrack` binary prints `document`.
pub fn with_server(name: &str, document: &str) -> Repository {
    let repository = Repository::new(name, &[]);
    repository.write(".gitignore", "/target\nCargo.lock\n");
    repository.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    repository.write(
        "crates/server/Cargo.toml",
        "[package]\nname = \"fasttrack-server\"\nedition = \"2024\"\n\
         [[bin]]\nname = \"fasttrack\"\npath = \"src/main.rs\"\n",
    );
    let main = format!("fn main() {{ println!(\"{{}}\", {document:?}); }}\n");
    repository.write("crates/server/src/main.rs", &main);
    repository
}

#[test]
fn the_document_is_written_and_then_up_to_date() {
    let repository = with_server("openapi", r#"{"openapi":"3.1.0"}"#);
    let (ok, said) = repository.xtask(&["openapi", "--check"]);
    assert!(!ok && said.contains("differs from the code at line 1: run `cargo xtask openapi`"), "{said}");

    assert_eq!(repository.xtask(&["openapi"]), (true, "docs/openapi.json written\n".to_owned()));
    assert_eq!(repository.read("docs/openapi.json"), "{\"openapi\":\"3.1.0\"}\n");
    let up_to_date = (true, "docs/openapi.json is up to date\n".to_owned());
    assert_eq!(repository.xtask(&["openapi"]), up_to_date);
    assert_eq!(repository.xtask(&["openapi", "--check"]), up_to_date);
}

#[test]
fn what_is_no_document_is_not_written() {
    let repository = with_server("openapi-none", "INFO starting");
    let (ok, said) = repository.xtask(&["openapi"]);
    assert!(!ok && said.contains("`fasttrack openapi` did not print an OpenAPI document"), "{said}");
    assert!(!repository.path().join("docs").exists());
}
