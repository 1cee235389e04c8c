//! The audit log: who did what, when, from where, and in which request.

mod canaries;
mod command_line;
mod keys;
mod lists;
mod retention;
mod things;
mod users;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

pub const AUDIT: &str = "/api/v1/audit";

impl Client {
    /// The entries that fit, the newest first.
    async fn audited(&self, query: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for page in self.pages(&format!("{AUDIT}?limit=100&{query}")).await {
            assert_eq!(page.status, 200, "{page:?}");
            all.extend(page.json["items"].as_array().unwrap().iter().cloned());
        }
        all
    }

    /// A form that is sent under a name.
    async fn form_as(&self, request_id: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.request(Method::POST, path).header("x-request-id", request_id);
        let form = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(form.body(body.join("&"))).await
    }

    /// Deletes under a name, which must work.
    async fn delete_as(&self, request_id: &str, path: &str) {
        let deleted = self.send(Method::DELETE, path, ("x-request-id", request_id), &Value::Null).await;
        assert_eq!(deleted.status, 204, "{path}: {deleted:?}");
    }
}

/// What happened during a test, by the names of its requests.
struct Story {
    began: DateTime<Utc>,
    entries: BTreeMap<String, Vec<Value>>,
}

impl Story {
    /// Reads all that was noted since.
    async fn since(began: DateTime<Utc>, admin: &Client) -> Self {
        let mut entries = BTreeMap::<String, Vec<Value>>::new();
        for entry in admin.audited("").await {
            entries.entry(entry["request_id"].as_str().unwrap().to_owned()).or_default().insert(0, entry);
        }
        Self { began, entries }
    }

    /// Checks that a request left these entries and no other: who, what, to what, and the details.
    /// Each says when, and that it came from this machine.
    #[track_caller]
    fn tells(&self, request_id: &str, expected: &[(&Value, &str, Value, Value)]) {
        let none = Vec::new();
        let entries = self.entries.get(request_id).unwrap_or(&none);
        let told: Vec<Value> = entries
            .iter()
            .map(|entry| {
                let at: DateTime<Utc> = entry["at"].as_str().unwrap().parse().unwrap();
                assert!((self.began..=clock()).contains(&at), "{entry}");
                assert_eq!(entry["address"], "127.0.0.1", "{entry}");
                let members: Vec<&String> = entry.as_object().unwrap().keys().collect();
                let all = ["action", "actor", "address", "at", "details", "id", "request_id", "subject"];
                assert_eq!(members, all);
                json!([entry["actor"], entry["action"], entry["subject"], entry["details"]])
            })
            .collect();
        let expected: Vec<Value> =
            expected.iter().map(|(who, what, of, details)| json!([who, what, of, details])).collect();
        assert_eq!(told, expected, "{request_id}");
    }
}

/// A minute ago: the clock of a test need not be that of a database.
fn now() -> DateTime<Utc> {
    clock() - chrono::TimeDelta::minutes(1)
}

fn clock() -> DateTime<Utc> {
    SystemClock.now().to_utc()
}

fn user(id: &Value) -> Value {
    json!({"kind": "user", "id": id})
}

fn nobody() -> Value {
    json!({"kind": "anonymous", "id": null})
}

fn of(kind: &str, id: &str) -> Value {
    json!({"kind": kind, "id": id})
}

/// The id of who this client is.
async fn id_of(client: &Client) -> Value {
    client.me().await["id"].take()
}

#[tokio::test]
async fn only_who_may_read_it_does() {
    let app = TestApp::start();
    let admin = app.admin().await;
    for client in [app.viewer("ana").await, app.editor("rui").await] {
        client.get(AUDIT).await.assert_problem(AUDIT, 403, "insufficient_scope");
        let own = format!("{AUDIT}?actor={}", id_of(&client).await.as_str().unwrap());
        client.get(&own).await.assert_problem(AUDIT, 403, "insufficient_scope");
    }
    app.anonymous().get(AUDIT).await.assert_problem(AUDIT, 401, "unauthenticated");
    let grant = app.anonymous().password_grant("admin", TestApp::PASSWORD, Some("users:manage")).await;
    let narrow = app.anonymous().holding(&grant).get(AUDIT).await;
    narrow.assert_problem(AUDIT, 403, "insufficient_scope");
    let grant = app.anonymous().password_grant("admin", TestApp::PASSWORD, Some("system:read")).await;
    assert_eq!(app.anonymous().holding(&grant).get(AUDIT).await.status, 200);
    // There is nothing else that one could do with it.
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let refused = Answer::of(admin.request(method, AUDIT)).await;
        refused.assert_problem(AUDIT, 405, "method_not_allowed");
    }
}
