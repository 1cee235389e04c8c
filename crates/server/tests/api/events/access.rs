//! Who may see and change an event.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{EVENTS, an_event, with},
};

#[tokio::test]
async fn a_draft_is_for_its_owner_and_admins_only() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let draft = ana.make_event(&with(&an_event("secret"), &json!({"status": "draft"}))).await;
    for reader in [&ana, &app.admin().await] {
        assert_eq!(reader.get(&draft.path).await.status, 200);
        assert_eq!(reader.get(EVENTS).await.each("title"), ["secret"]);
    }
    for (who, other, to_write) in [
        ("another editor", app.editor("rui").await, (404, "not_found")),
        ("a viewer", app.viewer("eva").await, (403, "insufficient_scope")),
    ] {
        for (method, body) in [
            (Method::GET, Value::Null),
            (Method::PUT, an_event("mine")),
            (Method::PATCH, json!({"title": "mine"})),
            (Method::DELETE, Value::Null),
        ] {
            let answer = other.send(method.clone(), &draft.path, ("accept", "*/*"), &body).await;
            let expected = if method == Method::GET { (404, "not_found") } else { to_write };
            assert_eq!((answer.status, answer.code()), expected, "{method} by {who}");
        }
        for query in ["total=true", "total=true&status=draft", "total=true&q=secret"] {
            let list = other.get(&format!("{EVENTS}?{query}")).await;
            assert_eq!((list.each("title"), &list.json["total"]), (vec![], &json!(0)), "{query} by {who}");
        }
    }
}

#[tokio::test]
async fn an_event_is_changed_by_its_owner_and_admins_only() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let (rui, eva, admin) = (app.editor("rui").await, app.viewer("eva").await, app.admin().await);
    for (method, body) in [
        (Method::PUT, an_event("Baile")),
        (Method::PATCH, json!({"capacity": 5})),
        (Method::DELETE, Value::Null),
    ] {
        for (who, client, expected) in
            [("another editor", &rui, (403, "not_owner")), ("a viewer", &eva, (403, "insufficient_scope"))]
        {
            let answer = client.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
            assert_eq!((answer.status, answer.code()), expected, "{method} by {who}");
        }
        let done = admin.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method} by an admin: {done:?}");
        if method != Method::DELETE {
            assert_eq!(done.json["created_by"], event.json["created_by"], "it stays its owner's");
        }
    }
}

#[tokio::test]
async fn the_scope_to_write_is_enough_to_write() {
    let app = TestApp::start();
    let event = app.editor("ana").await.make_event(&an_event("Baile")).await;
    let grant = [
        ("grant_type", "password"),
        ("username", "ana"),
        ("password", TestApp::PASSWORD),
        ("scope", "events:write"),
    ];
    let token = app.anonymous().post_form("/api/v1/auth/token", &grant).await;
    let writer = app.anonymous().with_token(token.json["access_token"].as_str().unwrap());
    let refused = writer.get(&event.path).await;
    assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "to read");
    for (method, body) in [
        (Method::PUT, an_event("Baile")),
        (Method::PATCH, json!({"capacity": 5})),
        (Method::DELETE, Value::Null),
    ] {
        let done = writer.send(method.clone(), &event.path, ("accept", "*/*"), &body).await;
        assert!(done.status < 300, "{method}: {done:?}");
    }
}
