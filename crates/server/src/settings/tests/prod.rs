//! What prod insists on, and how faults are told.

use fasttrack_telemetry::Format;
use tempfile::TempDir;

use super::{KEY, faults, load, sources};
use crate::settings::*;

#[test]
fn prod_tells_all_that_is_missing_and_tools_need_the_database_only() {
    let message = faults(&[("APP_ENV", "prod")]);
    for name in ["DATABASE_URL", "JWT_SECRETS", "CORS_ALLOWED_ORIGINS"] {
        assert!(message.contains(&format!("{name} must be set in prod")), "{message}");
    }
    assert!(message.starts_with("the configuration has 3 faults:"), "{message}");

    let folder = TempDir::new().unwrap();
    let tool =
        |environment: &[(&str, &str)]| Settings::load(&sources(folder.path(), environment), Scope::Tool);
    assert!(tool(&[("APP_ENV", "prod"), ("DATABASE_URL", "sqlite:///srv/db")]).is_ok());
    assert!(tool(&[("APP_ENV", "prod")]).is_err());
}

#[test]
fn every_fault_is_told_at_once_and_no_value_with_it() {
    let environment = [
        ("APP_ENV", "prod"),
        ("DATABASE_URL", "postgres://hunter2:hunter2@hunter2@db/x"),
        ("REDIS_URL", "redis://ana:hunter2"),
        ("JWT_SECRETS", "k1:hunter2"),
        ("CORS_ALLOWED_ORIGINS", "hunter2"),
        ("HTTP_ADDR", "hunter2"),
        ("PORT", "hunter2"),
        ("HTTP_WORKERS", "0"),
        ("HTTP_BODY_LIMIT", "hunter2"),
        ("TRUSTED_PROXIES", "hunter2"),
        ("RATE_LIMIT", "off"),
        ("RATE_LIMIT_DEFAULT", "hunter2"),
        ("SIGN_IN_LIMITS", "5/1m,hunter2"),
        ("ACCESS_TOKEN_TTL", "2h"),
        ("REFRESH_TOKEN_TTL", "1h"),
        ("BCRYPT_COST", "9"),
        ("SELF_SIGNUP", "hunter2"),
        ("ADMIN_PASSWORD", "hunter2"),
        ("ADMIN_EMAIL", "hunter2"),
        ("LOG_LEVEL", "hunter2"),
        ("LOG_FORMAT", "hunter2"),
        ("IMPORT_MAX_BYTES", "hunter2"),
        ("SMTP_URL", "smtp://ana:hunter2@hunter2@mail"),
        ("MAIL_FROM", "hunter2"),
        ("REMIND_BEFORE", "hunter2"),
        ("SESSION_RETENTION", "hunter2"),
        ("AUDIT_RETENTION", "29d"),
    ];
    let message = faults(&environment);
    for (name, _) in
        environment.iter().filter(|(name, _)| !["APP_ENV", "PORT", "REFRESH_TOKEN_TTL"].contains(name))
    {
        assert!(message.contains(&format!("- {name} ")), "{name} is missing in {message}");
    }
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn limits_can_be_off_where_nobody_is_harmed() {
    for (environment, settings, on) in [
        ("dev", &[] as &[_], true),
        ("test", &[], false),
        ("test", &[("RATE_LIMIT", "on")], true),
        ("dev", &[("RATE_LIMIT", "off")], false),
    ] {
        let limits = load(&[&[("APP_ENV", environment)], settings].concat()).unwrap().limits;
        assert_eq!((limits.rates.is_some(), limits.sign_in.len()), (on, if on { 3 } else { 0 }));
    }
    let refused = faults(&[("APP_ENV", "prod"), ("RATE_LIMIT", "off")]);
    assert!(refused.contains("RATE_LIMIT (environment) must be `on` in prod"), "{refused}");
}

#[test]
fn secrets_are_never_shown() {
    let secret = "a long password, please";
    let settings = load(&[
        ("JWT_SECRETS", KEY),
        ("ADMIN_PASSWORD", secret),
        ("DATABASE_URL", "postgres://ana:hunter2@db/x"),
    ])
    .unwrap();
    let shown = format!("{settings:?} {}", settings.database);
    for secret in [secret, &KEY[3..], "hunter2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    // What is no secret, is.
    assert!(shown.contains("postgres://ana:[redacted]@db/x"), "{shown}");
}

#[test]
fn in_prod_no_message_leaves_the_machine_in_plain_text() {
    let prod = |url| {
        load(&[
            ("APP_ENV", "prod"),
            ("JWT_SECRETS", KEY),
            ("DATABASE_URL", "sqlite://x.db"),
            ("CORS_ALLOWED_ORIGINS", "none"),
            ("MAIL_FROM", "events@example.org"),
            ("SMTP_URL", url),
        ])
    };
    for url in ["smtps://mail", "smtp://mail?tls=required", "smtp://localhost", "smtp://[::1]:1025"] {
        assert!(prod(url).is_ok(), "{url}");
    }
    for url in ["smtp://ana:hunter2@mail", "smtp://10.0.0.1"] {
        let message = prod(url).unwrap_err().to_string();
        assert!(message.contains("SMTP_URL (environment) must go by TLS in prod"), "{message}");
        assert!(load(&[("SMTP_URL", url), ("MAIL_FROM", "events@example.org")]).is_ok(), "{url}");
    }
}

#[test]
fn weak_keys_are_for_trying_things_out() {
    let weak = [
        ("JWT_SECRETS", "k1:change-me-change-me-change-me-change-me"),
        ("DATABASE_URL", "sqlite://x.db"),
        ("CORS_ALLOWED_ORIGINS", "none"),
    ];
    assert!(load(&weak).is_ok());
    let message = faults(&[&weak[..], &[("APP_ENV", "prod")]].concat());
    assert!(
        message.contains("JWT_SECRETS (environment) is not usable: key 1 has a secret that is easy to guess"),
        "{message}"
    );
    let good = [("APP_ENV", "prod"), ("JWT_SECRETS", KEY), weak[1], weak[2]];
    assert_eq!(load(&good).unwrap().log.format, Format::Json);
}
