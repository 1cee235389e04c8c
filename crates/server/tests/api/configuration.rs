//! Settings as the binary sees them, and what it refuses.

use std::net::TcpListener;

use crate::support::{process::Installation, stack::Stack};

const KEYS: &str = "k1:8f1c0d7b5e9a4c62b3d8e7f6a5049182";

#[test]
fn check_tells_every_fault_and_no_secret() {
    // An empty variable counts as not set.
    let here = Installation::new()
        .with("DATABASE_URL", "")
        .with("APP_ENV", "prod")
        .with("JWT_SECRETS", "k1:hunter2")
        .with("ADMIN_PASSWORD", "hunter2")
        .with("BCRYPT_COST", "9")
        .with("ACCESS_TOKEN_TTL", "soon");
    let check = here.run(&["config", "check"]);
    assert_eq!(check.code, 1);
    for name in [
        "DATABASE_URL",
        "CORS_ALLOWED_ORIGINS",
        "JWT_SECRETS",
        "ADMIN_PASSWORD",
        "BCRYPT_COST",
        "ACCESS_TOKEN_TTL",
    ] {
        assert!(check.stderr.contains(&format!("- {name} ")), "{name} is missing in {}", check.stderr);
    }
    assert!(!check.stderr.contains("hunter2"), "{}", check.stderr);
    assert_eq!(here.run(&["serve"]).stderr, check.stderr, "the server says the same");
}

#[test]
fn check_shows_where_values_come_from_and_no_secret() {
    let here = Installation::new().with("JWT_SECRETS", KEYS).with("LOG_LEVEL", "warn");
    here.write(".env", "LOG_LEVEL=debug\nSELF_SIGNUP=off\nACCESS_TOKEN_TTL=7m\n");
    here.write(".env.dev", "SELF_SIGNUP=on\n");
    let check = here.run(&["config", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    for line in [
        "LOG_LEVEL=warn  # environment",
        "SELF_SIGNUP=on  # .env.dev",
        "ACCESS_TOKEN_TTL=7m  # .env",
        "REFRESH_TOKEN_TTL=30d",
        "JWT_SECRETS=[redacted]  # environment",
    ] {
        assert!(check.stdout.lines().any(|other| other == line), "{line} is missing in {}", check.stdout);
    }
}

#[test]
fn a_broken_env_file_is_named_by_its_line_only() {
    let here = Installation::new();
    here.write(".env", "LOG_LEVEL=info\nADMIN_PASSWORD=hunter2 hunter3\n");
    let check = here.run(&["config", "check"]);
    assert!(check.code == 1 && check.stderr.contains(".env line 2"), "{}", check.stderr);
    assert!(check.stderr.contains("single quotes"), "{}", check.stderr);
    assert!(!check.stderr.contains("hunter"), "{}", check.stderr);
}

#[test]
fn a_name_in_an_env_file_that_is_no_setting_is_noted() {
    let here = Installation::new().with("LOGLEVEL", "whose variable this is, nobody knows");
    here.write(".env", "LOG_LEVL=hunter2\nJWT_SECRETS_FILE=\nLOG_FORMAT=json\n");
    here.write(".env.dev", "DATABSE_URL=hunter2\n");
    let check = here.run(&["config", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    let notes: Vec<_> = check.stderr.lines().filter(|line| line.starts_with("note:")).collect();
    assert_eq!(
        notes,
        [
            "note: DATABSE_URL (.env.dev) is no setting of FastTrack",
            "note: LOG_LEVL (.env) is no setting of FastTrack"
        ]
    );
    assert!(!check.stderr.contains("hunter2"), "{}", check.stderr);
    // Also, and all the more, when something is missing.
    let check = here.with("APP_ENV", "prod").run(&["config", "check"]);
    assert!(check.code == 1 && check.stderr.starts_with("note: LOG_LEVL (.env)"), "{}", check.stderr);
}

#[test]
fn a_taken_port_is_explained_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = Installation::new().with("HTTP_ADDR", &taken.local_addr().unwrap().to_string());
    let refused = here.run(&["serve"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("something else does already"), "{}", refused.stderr);
    assert!(!here.path("data").exists());
}

#[test]
fn a_data_folder_that_cannot_be_is_explained() {
    for (stack, words) in [
        (Stack::Embedded, "cannot make the folder"),
        (Stack::Distributed, "cannot keep the key of tokens in ./data/jwt.secrets"),
    ] {
        let here = Installation::on(stack);
        here.write("data", "a file where the folder should be");
        let refused = here.run(&["serve"]);
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains(words) && refused.stderr.contains("data"), "{}", refused.stderr);
    }
}
