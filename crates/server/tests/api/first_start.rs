//! What a first start makes, and a second one keeps.

use crate::support::process::Installation;

const GREETING: &str = "shown only now";

#[test]
fn the_first_start_shows_a_password_once_and_never_logs_it() {
    let here = Installation::new();
    let mut server = here.serve();
    let line = server.wait_for(GREETING);
    let password = line.split_whitespace().last().unwrap().to_owned();
    assert_eq!(password.split('-').count(), 6);
    let printed = server.terminate();
    assert_eq!(printed.matches(&password).count(), 1, "{printed}");
    let key = here.read("data/jwt.secrets");

    let printed = here.serve().terminate();
    assert!(!printed.contains(GREETING), "{printed}");
    assert_eq!(here.read("data/jwt.secrets"), key, "the key is kept");
    assert!(here.run(&["user", "list"]).stdout.contains("admin"), "the data is kept");
}

#[test]
fn a_password_that_was_given_is_not_shown() {
    let password = "a long sentence of my own";
    let here = Installation::new().with("ADMIN_PASSWORD", password).with("ADMIN_EMAIL", "ana@example.com");
    let printed = here.serve().terminate();
    assert!(printed.contains("with the password of ADMIN_PASSWORD"), "{printed}");
    assert!(!printed.contains(password) && !printed.contains("ana@example.com"), "{printed}");
    assert!(here.run(&["user", "list"]).stdout.contains("ana@example.com"));
}

#[test]
fn a_weak_password_is_refused_and_can_be_mended() {
    let mut here = Installation::new().with("ADMIN_PASSWORD", "aaaaaaaaaaaaaaaaaaaa");
    let refused = here.run(&["serve"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("ADMIN_PASSWORD is too easy to guess"),
        "{}",
        refused.stderr
    );
    here.set("ADMIN_PASSWORD", "a long sentence of my own");
    here.serve().terminate();
}
