//! What a machine does with a key.

use std::time::Instant;

use serde_json::{Value, json};

use super::KEYS;
use crate::support::{
    Client, TestApp,
    given::{EVENTS, VENUES, a_venue, an_event},
    grant::ME,
    people::USERS,
    problem::faults,
    process::PATIENCE,
};

#[tokio::test]
async fn a_machine_reads_and_writes_within_the_scopes_of_its_key() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let others = rui.make_event(&an_event("Festa")).await;
    let machine = ana.make_key(&["events:read", "events:write"]).await.machine(&app);

    let made = machine.make_event(&an_event("Baile")).await;
    assert_eq!(made.json["created_by"], ana.me().await["id"], "it acts as its user");
    assert_eq!(machine.get(&made.path).await.status, 200);
    assert_eq!(machine.patch(&made.path, &json!({"title": "Sarau"})).await.status, 200);
    assert_eq!(machine.me().await, ana.me().await);

    let refused = machine.post(VENUES, &a_venue("Salão")).await;
    refused.assert_problem(VENUES, 403, "insufficient_scope");
    assert!(refused.header("www-authenticate").contains("scope=\"venues:write\""), "{refused:?}");
    machine.get(VENUES).await.assert_problem(VENUES, 403, "insufficient_scope");
    machine.get(USERS).await.assert_problem(USERS, 403, "insufficient_scope");
    let patched = machine.patch(&others.path, &json!({"title": "Sarau"})).await;
    patched.assert_problem(&others.path, 403, "not_owner");
    assert_eq!(machine.delete(&made.path).await.status, 204);
}

#[tokio::test]
async fn what_is_no_key_lets_nobody_in() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    let key = ana.make_key(&["events:read"]).await;
    let (good, random) = (key.secret.clone(), &key.secret[4..]);
    let made_up = |n: u8| format!("ftk_{}", char::from(b'A' + n).to_string().repeat(43));
    let mut garbage: Vec<String> = (0..26).map(made_up).collect();
    let hash = app.engines().texts(if app.engines().is_sqlite() {
        "SELECT lower(hex(hash)) AS text FROM api_keys"
    } else {
        "SELECT encode(hash, 'hex') FROM api_keys"
    });
    garbage.extend([
        "ftk_".to_owned(),
        "ftk_x".to_owned(),
        random.to_owned(),
        format!("FTK_{random}"),
        format!("ftk_{}", random.to_lowercase()),
        good[..46].to_owned(),
        format!("{good}A"),
        format!("{good}="),
        format!("{good} {good}"),
        format!("{good}, {good}"),
        format!("ftk_{}", "x".repeat(4_000)),
        format!("ftk_{}", &hash[0][..43]),
        "ftk_' OR '1'='1".to_owned(),
        format!("ftk_{}%", &random[..42]),
        format!("ftk_{}", ana.access_secret()),
        format!("ftk_{}", ana.refresh_secret()),
        key.path.rsplit('/').next().unwrap().to_owned(),
    ]);
    for token in garbage {
        let answer = app.anonymous().with_token(&token).get(ME).await;
        let challenge = "Bearer realm=\"fasttrack\", error=\"invalid_token\"";
        let refused = (answer.status, answer.code(), answer.header("www-authenticate"));
        assert_eq!(refused, (401, "invalid_token", challenge), "{token}: {answer:?}");
        assert_eq!(faults(&answer, ME), Vec::<String>::new(), "{token}");
    }
    assert!(key.machine(&app).is_let_in().await, "the real one does");
}

/// A key is no session: it can be neither refreshed nor given up as one.
#[tokio::test]
async fn a_key_buys_no_tokens() {
    let app = TestApp::start();
    let key = app.viewer("ana").await.make_key(&["events:read"]).await;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", key.secret.as_str())];
    app.anonymous().post_form(crate::support::grant::TOKEN, &fields).await.assert_invalid_grant();
    assert_eq!(app.anonymous().revoke(&key.secret).await.status, 200);
    assert!(key.machine(&app).is_let_in().await);
}

/// Uses the key until its list says that it was used at another time than that.
async fn used_again(ana: &Client, machine: &Client, before: &Value) -> Value {
    let until = Instant::now() + PATIENCE;
    loop {
        assert_eq!(machine.get(EVENTS).await.status, 200);
        let noted = ana.only_key().await["last_used_at"].take();
        if noted != *before {
            return noted;
        }
        assert!(Instant::now() < until, "its use is not noted: {noted}");
    }
}

#[tokio::test]
async fn when_a_key_was_used_is_noted_once_a_minute() {
    let app = TestApp::start_with(&[("VIEWS_FLUSH_INTERVAL", "10ms")]);
    let ana = app.viewer("ana").await;
    let machine = ana.make_key(&["events:read"]).await.machine(&app);
    assert_eq!(ana.only_key().await["last_used_at"], Value::Null);

    let first = used_again(&ana, &machine, &Value::Null).await;
    for _ in 0..50 {
        assert_eq!(machine.get(EVENTS).await.status, 200);
        assert_eq!(ana.only_key().await["last_used_at"], first, "within the minute");
    }
    // An hour passes.
    app.engines().set_back("api_keys", "last_used_at", 1);
    let long_ago = ana.only_key().await["last_used_at"].take();
    let again = used_again(&ana, &machine, &long_ago).await;
    assert!(again.as_str() >= first.as_str(), "{again} is not after {first}");
}

#[tokio::test]
async fn a_clean_stop_forgets_no_use() {
    let app = TestApp::start_with(&[("VIEWS_FLUSH_INTERVAL", "1h")]);
    let ana = app.viewer("ana").await;
    let machine = ana.make_key(&["events:read"]).await.machine(&app);
    assert_eq!(machine.get(EVENTS).await.status, 200);
    assert_eq!(ana.only_key().await["last_used_at"], Value::Null);
    let app = app.restart();
    assert!(app.sign_in("ana").await.only_key().await["last_used_at"].is_string());
    assert_eq!(app.anonymous().get(KEYS).await.status, 401);
}
