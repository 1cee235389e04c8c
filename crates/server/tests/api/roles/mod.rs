//! Who may do what: every operation of the document, as everybody. An operation without a row here
//! fails the test, so nobody adds one without saying who may use it.

mod cast;
mod properties;

use std::collections::BTreeSet;

use serde_json::json;

use self::cast::Cast;
use crate::support::{
    TestApp,
    given::an_event,
    operations::{Operation, operations},
};

/// An operation, and the status that each of [`WHO`] gets.
type Row = (&'static str, [u16; 6]);

/// The things belong to the owner; the stranger is an editor as well. A narrow token is an admin's with
/// the scope `registrations:self` alone.
const WHO: [&str; 6] = ["anonymous", "viewer", "stranger", "owner", "admin", "narrow"];
/// Tokens that were good once: they open no more than none does.
const SHUT_OUT: [&str; 2] = ["signed-out", "deactivated"];

const ROWS: &[Row] = &[
    ("GET /api/v1/auth/sessions", [401, 200, 200, 200, 200, 200]),
    ("DELETE /api/v1/auth/sessions/{id}", [401, 204, 204, 204, 204, 204]),
    ("POST /api/v1/auth/token", [200, 200, 200, 200, 200, 200]),
    ("POST /api/v1/auth/revoke", [200, 200, 200, 200, 200, 200]),
    ("GET /api/v1/calendar.ics", [200, 200, 200, 200, 200, 200]),
    ("POST /api/v1/users/me/calendar-key", [401, 201, 201, 201, 201, 201]),
    ("DELETE /api/v1/users/me/calendar-key", [401, 204, 204, 204, 204, 204]),
    ("GET /api/v1/users", [401, 403, 403, 403, 200, 403]),
    ("POST /api/v1/users", [401, 403, 403, 403, 201, 403]),
    ("POST /api/v1/users/register", [201, 201, 201, 201, 201, 201]),
    ("GET /api/v1/users/me", [401, 200, 200, 200, 200, 200]),
    ("PATCH /api/v1/users/me", [401, 200, 200, 200, 200, 200]),
    ("PUT /api/v1/users/me/password", [401, 204, 204, 204, 204, 204]),
    ("GET /api/v1/users/{id}", [401, 403, 403, 403, 200, 403]),
    ("PATCH /api/v1/users/{id}", [401, 403, 403, 403, 200, 403]),
    ("DELETE /api/v1/users/{id}", [401, 403, 403, 403, 204, 403]),
    ("GET /api/v1/venues", [401, 200, 200, 200, 200, 403]),
    ("POST /api/v1/venues", [401, 403, 201, 201, 201, 403]),
    ("GET /api/v1/venues/{id}", [401, 200, 200, 200, 200, 403]),
    ("PUT /api/v1/venues/{id}", [401, 403, 200, 200, 200, 403]),
    ("PATCH /api/v1/venues/{id}", [401, 403, 200, 200, 200, 403]),
    ("DELETE /api/v1/venues/{id}", [401, 403, 204, 204, 204, 403]),
    ("GET /api/v1/venues/{id}/events", [401, 200, 200, 200, 200, 403]),
    ("GET /api/v1/events", [401, 200, 200, 200, 200, 403]),
    ("POST /api/v1/events", [401, 403, 201, 201, 201, 403]),
    ("GET /api/v1/events/upcoming", [401, 200, 200, 200, 200, 403]),
    ("GET /api/v1/events/popular", [401, 200, 200, 200, 200, 403]),
    ("GET /api/v1/events/stats", [401, 200, 200, 200, 200, 403]),
    ("GET /api/v1/events/export", [401, 200, 200, 200, 200, 403]),
    ("POST /api/v1/events/batch", [401, 403, 201, 201, 201, 403]),
    ("GET /api/v1/events/{id}", [401, 200, 200, 200, 200, 403]),
    ("PUT /api/v1/events/{id}", [401, 403, 403, 200, 200, 403]),
    ("PATCH /api/v1/events/{id}", [401, 403, 403, 200, 200, 403]),
    ("DELETE /api/v1/events/{id}", [401, 403, 403, 204, 204, 403]),
    ("GET /api/v1/events/{id}/calendar.ics", [401, 200, 200, 200, 200, 403]),
    ("GET /api/v1/events/{id}/registrations", [401, 403, 403, 200, 200, 403]),
    ("POST /api/v1/events/{id}/registrations", [401, 201, 201, 201, 201, 201]),
    ("DELETE /api/v1/events/{id}/registrations/{rid}", [401, 404, 404, 204, 204, 404]),
    ("POST /api/v1/events/{id}/registrations/{rid}/check-in", [401, 403, 403, 200, 200, 403]),
    ("GET /api/v1/events/{id}/attachments", [401, 200, 200, 200, 200, 403]),
    ("POST /api/v1/events/{id}/attachments", [401, 403, 403, 201, 201, 403]),
    ("GET /api/v1/attachments/{id}/content", [401, 200, 200, 200, 200, 403]),
    // Of a document, which has no small picture; `attachments` has some of pictures.
    ("GET /api/v1/attachments/{id}/thumbnail", [401, 404, 404, 404, 404, 403]),
    ("DELETE /api/v1/attachments/{id}", [401, 403, 403, 204, 204, 403]),
    ("GET /api/v1/registrations/me", [401, 200, 200, 200, 200, 200]),
    ("GET /api/v1/jobs", [401, 200, 200, 200, 200, 200]),
    ("GET /api/v1/jobs/{id}", [401, 404, 404, 200, 200, 404]),
    ("POST /api/v1/jobs/{id}/cancel", [401, 404, 404, 200, 200, 404]),
    // Of one that waits; what may be done again is in `jobs`.
    ("POST /api/v1/jobs/{id}/retry", [401, 403, 403, 403, 409, 403]),
    ("POST /api/v1/imports", [401, 403, 202, 202, 202, 403]),
    ("GET /api/v1/imports/{id}/report", [401, 404, 404, 200, 200, 404]),
    // Of an event that is too far ahead; `forecasts` has some that are not.
    ("GET /api/v1/events/{id}/forecast", [401, 404, 404, 404, 404, 403]),
    ("POST /api/v1/events/{id}/forecast/refresh", [401, 403, 403, 202, 202, 403]),
    ("GET /api/v1/audit", [401, 403, 403, 403, 200, 403]),
    ("GET /api/v1/users/me/api-keys", [401, 200, 200, 200, 200, 200]),
    ("POST /api/v1/users/me/api-keys", [401, 201, 201, 201, 201, 201]),
    ("DELETE /api/v1/users/me/api-keys/{id}", [401, 204, 204, 204, 204, 204]),
    ("GET /health/live", [200, 200, 200, 200, 200, 200]),
    ("GET /health/ready", [200, 200, 200, 200, 200, 200]),
    ("GET /version", [200, 200, 200, 200, 200, 200]),
    ("GET /openapi.json", [200, 200, 200, 200, 200, 200]),
    ("GET /problems/{code}", [200, 200, 200, 200, 200, 200]),
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
        let shut_out = cast.shut_out.iter().zip(SHUT_OUT).map(|(client, who)| (client, who, expected[0]));
        let clients = cast.clients.iter().zip(WHO).zip(expected);
        let clients = clients.map(|((client, who), expected)| (client, who, *expected));
        for (client, who, expected) in clients.chain(shut_out) {
            let answer = cast.call(&app, &operation, client, who).await;
            if answer.status != expected {
                wrong.push(format!("{name} as {who}: {}, not {expected}: {}", answer.status, answer.text));
            }
            if answer.status >= 400 && !operation.documents(answer.status) {
                wrong.push(format!("{name} as {who}: {} is not documented", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In more than one way, and told so.
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
