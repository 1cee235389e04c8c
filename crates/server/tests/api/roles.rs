//! Who may do what: every operation of the document, as everybody. An operation without a row here
//! fails the test, so nobody adds one without saying who may use it.

use std::collections::BTreeSet;

use fasttrack_test_support::pictures::a_pdf;
use reqwest::Method;
use serde_json::{Value, json};

use crate::api_keys::a_key;
use crate::support::{
    Answer, Client, TestApp,
    files::{FORM, form},
    given::{a_venue, an_event},
    operations::{Operation, operations},
    people::a_user,
};

/// An operation, and the status that each of [`WHO`] gets. Events belong to an admin.
type Row = (&'static str, [u16; 5]);

/// A narrow token is an admin's with the scope `registrations:self` alone.
const WHO: [&str; 5] = ["anonymous", "viewer", "editor", "admin", "narrow"];

const ROWS: &[Row] = &[
    ("GET /api/v1/auth/sessions", [401, 200, 200, 200, 200]),
    ("DELETE /api/v1/auth/sessions/{id}", [401, 204, 204, 204, 204]),
    ("POST /api/v1/auth/token", [200, 200, 200, 200, 200]),
    ("POST /api/v1/auth/revoke", [200, 200, 200, 200, 200]),
    ("GET /api/v1/calendar.ics", [200, 200, 200, 200, 200]),
    ("POST /api/v1/users/me/calendar-key", [401, 201, 201, 201, 201]),
    ("DELETE /api/v1/users/me/calendar-key", [401, 204, 204, 204, 204]),
    ("GET /api/v1/users", [401, 403, 403, 200, 403]),
    ("POST /api/v1/users", [401, 403, 403, 201, 403]),
    ("POST /api/v1/users/register", [201, 201, 201, 201, 201]),
    ("GET /api/v1/users/me", [401, 200, 200, 200, 200]),
    ("PATCH /api/v1/users/me", [401, 200, 200, 200, 200]),
    ("PUT /api/v1/users/me/password", [401, 204, 204, 204, 204]),
    ("GET /api/v1/users/{id}", [401, 403, 403, 200, 403]),
    ("PATCH /api/v1/users/{id}", [401, 403, 403, 200, 403]),
    ("DELETE /api/v1/users/{id}", [401, 403, 403, 204, 403]),
    ("GET /api/v1/venues", [401, 200, 200, 200, 403]),
    ("POST /api/v1/venues", [401, 403, 201, 201, 403]),
    ("GET /api/v1/venues/{id}", [401, 200, 200, 200, 403]),
    ("PUT /api/v1/venues/{id}", [401, 403, 200, 200, 403]),
    ("PATCH /api/v1/venues/{id}", [401, 403, 200, 200, 403]),
    ("DELETE /api/v1/venues/{id}", [401, 403, 204, 204, 403]),
    ("GET /api/v1/venues/{id}/events", [401, 200, 200, 200, 403]),
    ("GET /api/v1/events", [401, 200, 200, 200, 403]),
    ("POST /api/v1/events", [401, 403, 201, 201, 403]),
    ("GET /api/v1/events/upcoming", [401, 200, 200, 200, 403]),
    ("GET /api/v1/events/popular", [401, 200, 200, 200, 403]),
    ("GET /api/v1/events/stats", [401, 200, 200, 200, 403]),
    ("GET /api/v1/events/export", [401, 200, 200, 200, 403]),
    ("POST /api/v1/events/batch", [401, 403, 201, 201, 403]),
    ("GET /api/v1/events/{id}", [401, 200, 200, 200, 403]),
    ("PUT /api/v1/events/{id}", [401, 403, 403, 200, 403]),
    ("PATCH /api/v1/events/{id}", [401, 403, 403, 200, 403]),
    ("DELETE /api/v1/events/{id}", [401, 403, 403, 204, 403]),
    ("GET /api/v1/events/{id}/calendar.ics", [401, 200, 200, 200, 403]),
    ("GET /api/v1/events/{id}/registrations", [401, 403, 403, 200, 403]),
    ("POST /api/v1/events/{id}/registrations", [401, 201, 201, 201, 201]),
    ("DELETE /api/v1/events/{id}/registrations/{rid}", [401, 404, 404, 204, 404]),
    ("POST /api/v1/events/{id}/registrations/{rid}/check-in", [401, 403, 403, 200, 403]),
    ("GET /api/v1/events/{id}/attachments", [401, 200, 200, 200, 403]),
    ("POST /api/v1/events/{id}/attachments", [401, 403, 403, 201, 403]),
    ("GET /api/v1/attachments/{id}/content", [401, 200, 200, 200, 403]),
    // Of a document, which has no small picture; `attachments` has some of pictures.
    ("GET /api/v1/attachments/{id}/thumbnail", [401, 404, 404, 404, 403]),
    ("DELETE /api/v1/attachments/{id}", [401, 403, 403, 204, 403]),
    ("GET /api/v1/registrations/me", [401, 200, 200, 200, 200]),
    ("GET /api/v1/jobs", [401, 200, 200, 200, 200]),
    // Of a job that is not there; `jobs` has some that are.
    ("GET /api/v1/jobs/{id}", [401, 404, 404, 404, 404]),
    ("POST /api/v1/jobs/{id}/cancel", [401, 404, 404, 404, 404]),
    ("POST /api/v1/jobs/{id}/retry", [401, 403, 403, 404, 403]),
    ("POST /api/v1/imports", [401, 403, 202, 202, 403]),
    ("GET /api/v1/imports/{id}/report", [401, 404, 404, 404, 404]),
    // Of an event that is too far ahead; `forecasts` has some that are not.
    ("GET /api/v1/events/{id}/forecast", [401, 404, 404, 404, 403]),
    ("POST /api/v1/events/{id}/forecast/refresh", [401, 403, 403, 202, 403]),
    ("GET /api/v1/users/me/api-keys", [401, 200, 200, 200, 200]),
    ("POST /api/v1/users/me/api-keys", [401, 201, 201, 201, 201]),
    ("DELETE /api/v1/users/me/api-keys/{id}", [401, 204, 204, 204, 204]),
    ("GET /health/live", [200, 200, 200, 200, 200]),
    ("GET /health/ready", [200, 200, 200, 200, 200]),
    ("GET /version", [200, 200, 200, 200, 200]),
    ("GET /openapi.json", [200, 200, 200, 200, 200]),
    ("GET /problems/{code}", [200, 200, 200, 200, 200]),
];

#[tokio::test]
async fn every_operation_says_who_may_use_it() {
    let app = TestApp::start();
    let operations: BTreeSet<String> = operations(&app).await.iter().map(Operation::name).collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(operations, rows, "left: what there is, right: what is said here");
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let cast = Cast::of(&app).await;
    let mut wrong = Vec::new();
    for operation in operations(&app).await {
        let name = operation.name();
        let Some((_, expected)) = ROWS.iter().find(|(row, _)| *row == name) else { continue };
        for ((who, client), expected) in WHO.iter().zip(&cast.clients).zip(expected) {
            let answer = cast.call(&app, &operation, client, who).await;
            if answer.status != *expected {
                wrong.push(format!("{name} as {who}: {}, not {expected}: {}", answer.status, answer.text));
            }
            if answer.status >= 400 && !operation.documents(answer.status) {
                wrong.push(format!("{name} as {who}: {} is not documented", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The editor of the table is a stranger; this is what owners may.
#[tokio::test]
async fn editors_change_what_is_theirs() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    for (name, refused) in [
        ("put", rui.put(&event.path, &an_event("Festa")).await),
        ("patched", rui.patch(&event.path, &json!({"title": "Festa"})).await),
        ("deleted", rui.delete(&event.path).await),
    ] {
        assert_eq!((refused.status, refused.code()), (403, "not_owner"), "{name}: {refused:?}");
    }
    assert_eq!(ana.put(&event.path, &an_event("Festa")).await.status, 200);
    assert_eq!(ana.patch(&event.path, &json!({"capacity": 5})).await.status, 200);
    assert_eq!(ana.delete(&event.path).await.status, 204);
}

/// Everybody of [`WHO`], in that order.
struct Cast {
    clients: [Client; 5],
}

impl Cast {
    async fn of(app: &TestApp) -> Self {
        // An account of its own: changing the password ends the other sessions of its user.
        app.another_admin("narrow").await;
        let narrow =
            app.anonymous().password_grant("narrow", TestApp::PASSWORD, Some("registrations:self")).await;
        let clients = [
            app.anonymous(),
            app.viewer("viewer").await,
            app.editor("editor").await,
            app.admin().await,
            app.anonymous().holding(&narrow),
        ];
        Self { clients }
    }

    /// Calls an operation on something that is really there.
    async fn call(&self, app: &TestApp, operation: &Operation, client: &Client, who: &str) -> Answer {
        let admin = &self.clients[3];
        // A new thing for every call: what one may delete, the next must find.
        let unique = format!("{}-{who}", operation.method.as_str().to_lowercase());
        let thing = match operation.template.as_str() {
            t if t.starts_with("/api/v1/venues/{id}") => {
                admin.make_venue(&a_venue(&format!("{unique} {t}"))).await.path
            }
            t if t.starts_with("/api/v1/events/{id}") => admin.make_event(&an_event(&unique)).await.path,
            t if t.starts_with("/api/v1/attachments/{id}") => {
                let event = admin.make_event(&an_event(&unique)).await;
                let made = admin.attach(&format!("{}/attachments", event.path), "a.pdf", &a_pdf()).await;
                made.json["id"].as_str().unwrap().to_owned()
            }
            "/api/v1/users/{id}" => admin.make_user(&a_user(&unique)).await,
            // One's own other session.
            "/api/v1/auth/sessions/{id}" if who != "anonymous" => app.sign_in(who).await.session_id().await,
            // One's own key.
            "/api/v1/users/me/api-keys/{id}" if who != "anonymous" => {
                client.make_key(&["registrations:self"]).await.path
            }
            "/problems/{code}" => "not_found".to_owned(),
            _ => "0197a3c0-0000-7000-8000-000000000001".to_owned(),
        };
        let path = match operation.template.split_once("/{rid}") {
            None => operation.path(thing.rsplit('/').next().unwrap()),
            // The attendee is somebody else.
            Some((_, verb)) => {
                let attendees = format!("{thing}/registrations");
                let made = admin.post(&attendees, &json!({"name": "Rui"})).await;
                format!("{attendees}/{}{verb}", made.json["id"].as_str().unwrap())
            }
        };
        let path = match operation.template.as_str() {
            "/api/v1/calendar.ics" => {
                let key = admin.post("/api/v1/users/me/calendar-key", &Value::Null).await;
                format!("{path}?key={}", key.json["key"].as_str().unwrap())
            }
            "/api/v1/events/stats" => format!("{path}?group_by=city"),
            _ => path,
        };
        let request = client.request(operation.method.clone(), &path);
        Answer::of(match body(operation, who) {
            Body::None => request,
            Body::Json(body) => request.json(&body),
            Body::Form(form) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(form)
            }
            Body::File(form) => request.header("content-type", FORM).body(form),
        })
        .await
    }
}

enum Body {
    None,
    Json(Value),
    Form(String),
    File(Vec<u8>),
}

/// One that is valid: authorisation must not be what a bad body hides.
fn body(operation: &Operation, who: &str) -> Body {
    let (method, path) = (&operation.method, operation.template.as_str());
    Body::Json(match path.trim_start_matches("/api/v1") {
        "/auth/token" => {
            return Body::Form(format!("grant_type=password&username=admin&password={}", TestApp::PASSWORD));
        }
        "/auth/revoke" => return Body::Form("token=unknown".to_owned()),
        _ if method == Method::GET || method == Method::DELETE => return Body::None,
        "/users/me/calendar-key" | "/events/{id}/forecast/refresh" => return Body::None,
        path if path.ends_with("/check-in") || path.starts_with("/jobs") => return Body::None,
        "/imports" => return Body::File(form("e.csv", "text/csv", b"title,starts_at,city\n")),
        "/events/{id}/attachments" => return Body::File(form("a.pdf", "image/png", &a_pdf())),
        "/events/batch" => json!([an_event("Baile")]),
        path if path.ends_with("/registrations") => json!({"name": "Maria"}),
        "/users" | "/users/register" => a_user(&format!("{}-{who}", path.rsplit('/').next().unwrap())),
        "/users/me" | "/users/{id}" => json!({"full_name": "Maria"}),
        "/users/me/password" => json!({"old_password": TestApp::PASSWORD, "password": TestApp::PASSWORD}),
        "/users/me/api-keys" => a_key(&["registrations:self"]),
        path if path.starts_with("/venues") => a_venue(&format!("{method} by {who}")),
        path if path.starts_with("/events") => an_event("Baile"),
        path => panic!("{method} {path} needs a body here"),
    })
}
