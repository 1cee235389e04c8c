//! What no key may do, whatever its scopes: it would outlive what its user does about it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{KEYS, a_key};
use crate::support::{
    Answer, Client, TestApp,
    grant::SESSIONS,
    operations::{Operation, operations},
    people::{USERS, a_user},
};

const ALL: [&str; 11] = [
    "events:read",
    "venues:read",
    "registrations:self",
    "events:write",
    "registrations:manage",
    "files:write",
    "imports:write",
    "venues:write",
    "users:manage",
    "jobs:manage",
    "system:read",
];

/// What is for who signed in, with a body that fits.
fn for_people() -> [(&'static str, Value); 9] {
    let password = json!({"old_password": TestApp::PASSWORD, "password": "jangada-lanterna-sete-mares-31"});
    [
        ("GET /api/v1/auth/sessions", Value::Null),
        ("DELETE /api/v1/auth/sessions/{id}", Value::Null),
        ("GET /api/v1/users/me/api-keys", Value::Null),
        ("POST /api/v1/users/me/api-keys", a_key(&["events:read"])),
        ("DELETE /api/v1/users/me/api-keys/{id}", Value::Null),
        ("POST /api/v1/users/me/calendar-key", Value::Null),
        ("DELETE /api/v1/users/me/calendar-key", Value::Null),
        ("PATCH /api/v1/users/me", json!({"email": "thief@example.org"})),
        ("PUT /api/v1/users/me/password", password),
    ]
}

async fn call(client: &Client, operation: &Operation, id: &str, body: &Value) -> Answer {
    let request = client.request(operation.method.clone(), &operation.path(id));
    Answer::of(if body.is_null() { request } else { request.json(body) }).await
}

/// The document says what is for people only, and the server keeps to it.
#[tokio::test]
async fn what_is_for_people_is_refused_to_machines_and_nothing_else_is() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let key = admin.make_key(&ALL).await;
    let machine = key.machine(&app);
    let own_key = key.path.rsplit('/').next().unwrap().to_owned();
    let (session, before) = (admin.session_id().await, admin.me().await);

    let people = for_people();
    let operations = operations(&app).await;
    let documented: BTreeSet<String> = operations
        .iter()
        .filter(|operation| !operation.is_public() && !operation.takes_api_keys())
        .map(Operation::name)
        .collect();
    assert_eq!(documented, people.iter().map(|(name, _)| (*name).to_owned()).collect());

    for operation in &operations {
        let name = operation.name();
        let listed = people.iter().find(|(listed, _)| *listed == name);
        let id = if name.contains("sessions") { &session } else { &own_key };
        let answer = call(&machine, operation, id, listed.map_or(&Value::Null, |(_, body)| body)).await;
        let refused = (answer.status, answer.code()) == (403, "session_required");
        assert_eq!(refused, listed.is_some(), "{name}: {answer:?}");
        if listed.is_none() && operation.is_api() && !operation.is_public() {
            assert_ne!(answer.status, 401, "{name}: {answer:?}");
            assert_ne!(answer.code(), "insufficient_scope", "{name}: {answer:?}");
        }
        if refused {
            answer.assert_problem(&operation.path(id), 403, "session_required");
        }
    }
    assert!(machine.is_let_in().await && admin.is_let_in().await, "nothing was ended");
    assert_eq!(admin.me().await, before, "nothing was changed");
    assert_eq!(admin.get(KEYS).await.each("id"), [own_key], "nothing was made");
    assert_eq!(admin.get(SESSIONS).await.status, 200);
}

/// The long way round leads nowhere.
#[tokio::test]
async fn a_key_of_an_admin_does_not_change_the_admin() {
    let app = TestApp::start();
    app.another_admin("eva").await;
    let admin = app.admin().await;
    let (own, before) = (admin.own_path().await, admin.me().await);
    let machine = admin.make_key(&ALL).await.machine(&app);
    for change in [json!({"email": "thief@example.org"}), json!({"active": false}), json!({"role": "viewer"})]
    {
        machine.patch(&own, &change).await.assert_problem(&own, 403, "session_required");
    }
    machine.delete(&own).await.assert_problem(&own, 403, "session_required");
    assert_eq!(admin.me().await, before);

    let other = machine.make_user(&a_user("ana")).await;
    assert_eq!(machine.patch(&other, &json!({"full_name": "Ana"})).await.status, 200, "others it manages");
    assert_eq!(machine.request(Method::DELETE, &other).send().await.unwrap().status(), 204);
    assert_eq!(machine.get(USERS).await.status, 200);
}
