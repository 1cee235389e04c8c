//! Commands that work on the database, and what the help teaches.

use crate::support::process::Installation;

#[test]
fn help_shows_commands_examples_and_exit_codes() {
    let here = Installation::new();
    let help = here.run(&["--help"]);
    assert_eq!(help.code, 0);
    for word in ["serve", "migrate", "user", "import", "openapi", "config", "health", "Exit codes:"] {
        assert!(help.stdout.contains(word), "{word} is missing in {}", help.stdout);
    }
    for command in ["serve", "migrate", "user", "import", "openapi", "health"] {
        let help = here.run(&[command, "--help"]).stdout;
        assert!(help.contains("Examples:"), "{help}");
    }
    assert!(here.run(&["config", "check", "--help"]).stdout.contains("Examples:"));
    assert_eq!(here.run(&["nonsense"]).code, 2);
    assert!(!here.path("data").exists(), "help touches nothing");
}

#[test]
fn users_are_made_listed_and_get_new_passwords() {
    let here = Installation::new();
    let made = here.run(&["user", "create", "ana", "--role", "admin"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.stdout.trim().split('-').count(), 6, "standard output is the password");

    let password = "a long sentence of my own\n";
    let create =
        ["user", "create", "rui", "--role", "editor", "--email", "Rui@Example.com", "--password-stdin"];
    let made = here.run_with_input(&create, password);
    assert_eq!((made.code, made.stdout.as_str()), (0, ""), "{}", made.stderr);

    let list = here.run(&["user", "list"]).stdout;
    let words: Vec<Vec<_>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[1], ["ana", "admin", "active", "ana@fasttrack.invalid"]);
    assert_eq!(words[2], ["rui", "editor", "active", "rui@example.com"]);
    assert_eq!(words.len(), 3);

    let reset = here.run(&["user", "password", "rui"]);
    assert_eq!((reset.code, reset.stdout.trim().split('-').count()), (0, 6));
}

#[test]
fn users_that_cannot_be_made_are_explained() {
    let here = Installation::new();
    let long = "a long sentence of my own";
    for (arguments, input, code, words) in [
        (
            &["user", "create", "ana", "--role", "admin", "--password-stdin"][..],
            "short",
            1,
            "at least 15 bytes",
        ),
        (
            &["user", "create", "ana", "--role", "admin", "--password-stdin"],
            "aaaaaaaaaaaaaaaaaaaa",
            1,
            "too easy to guess",
        ),
        (&["user", "create", "ana", "--role", "king"], "", 2, "viewer, editor or admin"),
        (&["user", "create", "A B", "--role", "admin"], "", 2, "3 to 32 of a-z"),
        (&["user", "create", "ana", "--role", "admin", "--email", "nobody"], "", 2, "e-mail address"),
        (&["user", "create", "ana", "--role", "admin", "--password", long], "", 2, "--password"),
    ] {
        let output = here.run_with_input(arguments, input);
        assert_eq!(output.code, code, "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.contains(words), "{arguments:?}: {}", output.stderr);
    }
    assert_eq!(here.run(&["user", "create", "ana", "--role", "admin"]).code, 0);
    let nobody = here.run(&["user", "password", "nobody"]);
    assert!(nobody.code == 1 && nobody.stderr.contains("there is no user nobody"), "{}", nobody.stderr);
    let again = here.run(&["user", "create", "ana", "--role", "admin", "--email", "other@example.com"]);
    assert_eq!(again.code, 1);
    assert!(
        again.stderr.contains("there is a user ana already: `fasttrack user password ana`"),
        "{}",
        again.stderr
    );
    // Nobody gave an e-mail address, so it is not the news.
    let again = here.run(&["user", "create", "ana", "--role", "admin"]);
    assert!(again.stderr.contains("there is a user ana already"), "{}", again.stderr);
    let other = here.run(&["user", "create", "rui", "--role", "admin", "--email", "ana@fasttrack.invalid"]);
    assert!(other.code == 1 && other.stderr.contains("the e-mail address is taken"), "{}", other.stderr);
}

#[test]
fn the_openapi_document_is_all_that_is_printed() {
    let here = Installation::new();
    let printed = here.run(&["openapi"]);
    let document: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(printed.stderr, "");
}

#[test]
fn health_is_whether_the_server_is_ready() {
    let here = Installation::new();
    let server = here.serve();
    let url = format!("http://{}/health/ready", server.address);
    let health = here.run(&["health", "--url", &url]);
    assert_eq!((health.code, health.stdout.as_str()), (0, "ready\n"), "{}", health.stderr);
    let missing = here.run(&["health", "--url", &format!("http://{}/nothing", server.address)]);
    assert!(missing.code == 1 && missing.stderr.contains("answers 404"), "{}", missing.stderr);
    // It leads to the documentation, which is there even when the database is not.
    let redirected = here.run(&["health", "--url", &format!("http://{}", server.address)]);
    assert!(redirected.code == 1 && redirected.stderr.contains("ask /health/ready"), "{}", redirected.stderr);
    // Without --url it asks where the settings say.
    let address = server.address.to_string();
    let mut there = Installation::new();
    there.set("HTTP_ADDR", &address.replace("127.0.0.1", "0.0.0.0"));
    assert_eq!(there.run(&["health"]).code, 0);

    server.terminate();
    assert_eq!(here.run(&["health", "--url", &url]).code, 1);
}
