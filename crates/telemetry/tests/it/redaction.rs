//! No secret reaches a line, in whichever way it is logged.

use fasttrack_telemetry::{Format, names_secret};
use serde_json::json;
use slog::{FnValue, Logger, info, o};

use crate::support::{json_line, written};

const SECRET: &str = "correct-horse-battery";
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const EMAIL: &str = "ana@example.org";

/// Logs secrets by name and by look, in every kind of value that slog has.
fn careless(log: &Logger) {
    let child = log.new(o!("cookie" => SECRET, "lazy" => FnValue(|_| format!("to {EMAIL}"))));
    let error = std::io::Error::other(format!("token={SECRET}"));
    info!(child, "mail to {EMAIL} with Bearer {SECRET}";
        "password" => SECRET,
        "api-key" => ?SECRET,
        "Authorization" => %format!("Bearer {SECRET}"),
        "user_email" => EMAIL,
        "refresh_token" => 12345,
        "url" => format!("postgres://app:{SECRET}@db/x"),
        "header" => JWT,
        "contact" => ?Some(EMAIL),
        "error" => #&error,
        "form" => slog::Serde(json!({ "password": SECRET, "inner": [{ "token": { "x": SECRET } }, EMAIL] })),
    );
}

#[test]
fn no_secret_is_in_any_line() {
    for format in [Format::Json, Format::Pretty] {
        let text = written(format, "info", careless);
        for secret in [SECRET, JWT, EMAIL, "12345"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        assert!(text.contains("[redacted]"));
    }
}

#[test]
fn what_surrounds_a_secret_stays_readable() {
    let line = json_line(careless);
    assert_eq!(line["msg"], "mail to [redacted] with Bearer [redacted]");
    assert_eq!(line["url"], "postgres://[redacted]@db/x");
    assert_eq!(
        line["form"],
        json!({ "password": "[redacted]", "inner": [{ "token": "[redacted]" }, "[redacted]"] })
    );
}

#[test]
fn what_is_no_secret_stays() {
    let line = json_line(|log| {
        info!(log, "wrong password"; "user_id" => "42", "token_type" => "Bearer", "job_id" => 7, "route" => "/auth/token");
    });
    assert_eq!(line["msg"], "wrong password");
    assert_eq!((&line["user_id"], &line["token_type"]), (&json!("42"), &json!("Bearer")));
    assert_eq!((&line["job_id"], &line["route"]), (&json!(7), &json!("/auth/token")));
}

#[test]
fn names_of_secrets_are_known_in_any_spelling() {
    for name in
        ["password", "PASSWORD", "new_password", "X-Api-Key", "Set-Cookie", "ADMIN_EMAIL", "access_token"]
    {
        assert!(names_secret(name), "{name}");
    }
    for name in ["", "token_type", "passwordless", "secretary", "emails_sent", "tokens", "kid", "session_id"]
    {
        assert!(!names_secret(name), "{name}");
    }
}
