//! Users that do not fit. (Passwords have a module of their own.)

use reqwest::Method;

use super::{Bench, Misfit, misfit, text};
use crate::support::{
    TestApp,
    people::{USERS, a_user},
};

async fn bench() -> Bench {
    Bench::new(TestApp::start(), USERS, a_user("ana"), &a_user("eva")).await
}

#[tokio::test]
async fn usernames_are_short_and_plain() {
    let mut misfits: Vec<Misfit> = [
        ("empty", "\"\""),
        ("too short", "\"ab\""),
        ("capitals", "\"Ana\""),
        ("a space", "\"ana sa\""),
        ("an accent", "\"joão\""),
        ("an address", "\"ana@example.org\""),
        ("two lines", "\"ana\\nsa\""),
        ("a NUL", "\"ana\\u0000sa\""),
        ("letters of another alphabet", "\"аdmin\""),
        ("a path", "\"../ana\""),
    ]
    .map(|(name, raw)| misfit(name, "username", raw, "/username", "invalid_username"))
    .into();
    misfits.push(("too long", "username", text('a', 33), "/username", "invalid_username"));
    misfits.push(misfit("a number", "username", "12345", "/username", "invalid_type"));
    bench().await.refuses(&[Method::POST], &misfits).await;
}

#[tokio::test]
async fn addresses_names_and_roles_are_what_they_should_be() {
    let mut misfits: Vec<Misfit> = [
        ("empty", "\"\""),
        ("no @", "\"ana.example.org\""),
        ("two @", "\"ana@sa@example.org\""),
        ("no local part", "\"@example.org\""),
        ("no domain", "\"ana@\""),
        ("a domain without a dot", "\"ana@localhost\""),
        ("an empty label", "\"ana@example..org\""),
        ("a space", "\"ana sa@example.org\""),
        ("another header", "\"ana@example.org\\r\\nBcc: eva@example.org\""),
        ("a name around it", "\"Ana <ana@example.org>\""),
        ("two addresses", "\"ana@example.org,eva@example.org\""),
    ]
    .map(|(name, raw)| misfit(name, "email", raw, "/email", "invalid_email"))
    .into();
    misfits.extend([
        ("a long address", "email", format!("\"a@{}.org\"", "a".repeat(250)), "/email", "invalid_email"),
        misfit("an address that is a list", "email", r#"["ana@example.org"]"#, "/email", "invalid_type"),
        misfit("no name", "full_name", "\"\"", "/full_name", "required"),
        ("a long name", "full_name", text('ã', 101), "/full_name", "too_long"),
        misfit("a name with a bell", "full_name", r#""a\u0007""#, "/full_name", "control_character"),
        misfit("a role that is not", "role", "\"root\"", "/role", "invalid_role"),
        misfit("a role in capitals", "role", "\"Admin\"", "/role", "invalid_role"),
        misfit("several roles", "role", r#"["admin"]"#, "/role", "invalid_type"),
        misfit("an activity as text", "active", "\"true\"", "/active", "invalid_type"),
        misfit("no activity", "active", "null", "/active", "invalid_type"),
        misfit("a hash", "password_hash", "\"$2b$04$\"", "/password_hash", "unknown_field"),
    ]);
    bench().await.refuses(&[Method::POST, Method::PATCH], &misfits).await;
}
