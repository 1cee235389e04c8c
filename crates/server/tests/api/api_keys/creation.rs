//! Keys are made by who signed in: shown once, within bounds.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{KEYS, Key, a_key, now};
use crate::support::{TestApp, given::with};

fn instant(json: &Value) -> DateTime<Utc> {
    json.as_str().unwrap().parse().unwrap()
}

fn members(json: &Value) -> Vec<&str> {
    json.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made =
        ana.post(KEYS, &with(&a_key(&["events:write", "events:read"]), &json!({"name": " CI "}))).await;
    let key = Key::of(&made);

    assert_eq!(made.header("cache-control"), "no-store");
    let shown = ["created_at", "expires_at", "id", "last_used_at", "name", "scopes"];
    assert_eq!(
        members(&made.json),
        ["created_at", "expires_at", "id", "key", "last_used_at", "name", "scopes"]
    );
    assert_eq!(made.json["name"], "CI");
    assert_eq!(made.json["scopes"], json!(["events:read", "events:write"]));
    assert_eq!(made.json["last_used_at"], Value::Null);
    let lives = instant(&made.json["expires_at"]) - instant(&made.json["created_at"]);
    assert_eq!(lives, TimeDelta::days(90), "unless something else is said");
    let random = key.secret.strip_prefix("ftk_").unwrap();
    assert_eq!(random.len(), 43, "256 bits as base64url");
    assert!(random.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));

    let list = ana.get(KEYS).await;
    assert!(!list.text.contains(random), "{list:?}");
    assert_eq!(members(&list.json["items"][0]), shown);
    let without_secret = with(&made.json, &json!({"key": null}));
    assert_eq!(with(&list.json["items"][0], &json!({"key": null})), without_secret);
    let other = ana.make_key(&["events:read"]).await;
    assert_ne!(other.secret, key.secret);
    assert_eq!(ana.get(&format!("{KEYS}?total=true&limit=1")).await.json["total"], 2);
    assert_eq!(app.admin().await.get(KEYS).await.json["items"], json!([]), "keys are one's own");
}

/// The answer that would be kept has the secret in it.
#[tokio::test]
async fn no_answer_is_kept_under_an_idempotency_key() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let mut keys = Vec::new();
    for _ in 0..2 {
        let header = ("idempotency-key", "once");
        keys.push(Key::of(&ana.send(Method::POST, KEYS, header, &a_key(&["events:read"])).await));
    }
    assert_ne!(keys[0].path, keys[1].path);
    assert_ne!(keys[0].secret, keys[1].secret);
    let engines = app.engines();
    let routes = if engines.is_sqlite() { "route AS text" } else { "route" };
    assert!(engines.texts(&format!("SELECT {routes} FROM idempotency_keys")).is_empty());
}

#[tokio::test]
async fn of_a_secret_only_the_hash_is_kept() {
    let app = TestApp::start();
    let key = app.viewer("ana").await.make_key(&["events:read"]).await;
    let hash: String = Sha256::digest(&key.secret).iter().map(|byte| format!("{byte:02x}")).collect();
    let engines = app.engines();
    if engines.is_sqlite() {
        assert_eq!(engines.texts("SELECT lower(hex(hash)) AS text FROM api_keys"), [hash]);
        let data = app.folder().join("data");
        for file in ["fasttrack.db", "fasttrack.db-wal"] {
            let bytes = fs::read(data.join(file)).unwrap();
            assert!(!bytes.windows(43).any(|window| window == &key.secret.as_bytes()[4..]));
        }
    } else {
        assert_eq!(engines.texts("SELECT encode(hash, 'hex') FROM api_keys"), [hash]);
        let rows = engines.texts("SELECT api_keys::text FROM api_keys");
        assert!(!rows[0].contains(&key.secret[4..]), "{rows:?}");
    }
}

#[tokio::test]
async fn no_key_allows_more_than_whoever_makes_it_may_do() {
    let app = TestApp::start();
    let viewer = app.viewer("ana").await;
    app.editor("rui").await;
    let grant = app.anonymous().password_grant("rui", TestApp::PASSWORD, Some("events:read")).await;
    let narrow = app.anonymous().holding(&grant);
    let asked = a_key(&["events:read", "events:write", "users:manage"]);
    for (name, client) in [("the role", viewer), ("the token", narrow)] {
        let refused = client.post(KEYS, &asked).await;
        assert_eq!(refused.pointers(), ["/scopes/1", "/scopes/2"], "{name}");
        let errors = refused.json["errors"].as_array().unwrap();
        assert!(errors.iter().all(|error| error["code"] == "scope_not_held"), "{name}: {refused:?}");
        assert_eq!(client.get(KEYS).await.json["items"], json!([]), "{name}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_pointed_at() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let good = a_key(&["events:read"]);
    let ahead = |span: TimeDelta| json!((now() + span).to_rfc3339());
    for (member, value, pointer, code) in [
        ("name", json!(""), "/name", "required"),
        ("name", json!("x".repeat(101)), "/name", "too_long"),
        ("name", json!("a\u{7}b"), "/name", "control_character"),
        ("name", Value::Null, "/name", "invalid_type"),
        ("scopes", json!([]), "/scopes", "required"),
        ("scopes", json!("events:read"), "/scopes", "invalid_type"),
        ("scopes", json!(["events:read", "everything"]), "/scopes/1", "invalid_scope"),
        ("scopes", json!(["events:read events:write"]), "/scopes/0", "invalid_scope"),
        ("scopes", json!([1]), "/scopes/0", "invalid_type"),
        ("expires_at", json!("tomorrow"), "/expires_at", "invalid_timestamp"),
        ("expires_at", json!("2020-01-01T00:00:00Z"), "/expires_at", "in_the_past"),
        ("expires_at", ahead(TimeDelta::days(366)), "/expires_at", "too_far_ahead"),
        ("id", json!("0197a3c0-0000-7000-8000-000000000001"), "/id", "unknown_field"),
        ("key", json!("ftk_of_my_own"), "/key", "unknown_field"),
        ("user_id", json!("0197a3c0-0000-7000-8000-000000000001"), "/user_id", "unknown_field"),
    ] {
        let refused = ana.post(KEYS, &with(&good, &json!({ member: value }))).await;
        assert_eq!(refused.misfit(), Some((pointer, code)), "{member}: {value}: {refused:?}");
    }
    assert_eq!(ana.get(KEYS).await.json["items"], json!([]));
    for fine in [Value::Null, ahead(TimeDelta::minutes(1)), ahead(TimeDelta::days(364))] {
        assert_eq!(ana.post(KEYS, &with(&good, &json!({"expires_at": fine}))).await.status, 201, "{fine}");
    }
}

#[tokio::test]
async fn how_long_a_key_may_live_is_the_operators_to_say() {
    let app = TestApp::start_with(&[("API_KEY_MAX_TTL", "1d")]);
    let ana = app.viewer("ana").await;
    let late = json!({"expires_at": (now() + TimeDelta::days(2)).to_rfc3339()});
    let refused = ana.post(KEYS, &with(&a_key(&["events:read"]), &late)).await;
    assert_eq!(refused.misfit(), Some(("/expires_at", "too_far_ahead")), "{refused:?}");
    let made = ana.post(KEYS, &a_key(&["events:read"])).await;
    let lives = instant(&made.json["expires_at"]) - instant(&made.json["created_at"]);
    assert_eq!(lives, TimeDelta::days(1));
}

#[tokio::test]
async fn nobody_has_more_keys_than_allowed_however_fast() {
    let app = TestApp::start_with(&[("API_KEY_MAX_PER_USER", "3")]);
    let (ana, rui) = (app.viewer("ana").await, app.viewer("rui").await);
    let asked = a_key(&["events:read"]);
    let answers = join_all((0..12).map(|_| ana.post(KEYS, &asked))).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 3);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        // Whoever waits too long for the others may be told to come again.
        assert!(
            matches!((refused.status, refused.code()), (409, "too_many_api_keys") | (503, _)),
            "{refused:?}"
        );
    }
    ana.post(KEYS, &asked).await.assert_problem(KEYS, 409, "too_many_api_keys");
    assert_eq!(rui.post(KEYS, &asked).await.status, 201, "of others it is no business");

    assert_eq!(ana.delete(&Key::of(made[0]).path).await.status, 204);
    assert_eq!(ana.post(KEYS, &asked).await.status, 201, "there is room again");
    app.engines().set_back("api_keys", "expires_at", 91 * 24);
    assert_eq!(ana.post(KEYS, &asked).await.status, 201, "what has expired does not count");
    assert_eq!(ana.get(KEYS).await.json["items"].as_array().unwrap().len(), 4, "but is shown");
}
