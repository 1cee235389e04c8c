//! What a key does not do, and who is not answered in spite of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BATCH, KEY, REPLAYED, all_that_make, assert_repeats};
use crate::support::{
    Answer, TestApp,
    files::{FORM, form},
    given::{EVENTS, VENUES, a_venue, an_event, with},
    operations::{Operation, operations},
};

#[tokio::test]
async fn one_key_is_one_request_byte_for_byte() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (event, other) = (ana.make_event(&an_event("A")).await, ana.make_event(&an_event("B")).await);
    for (path, body) in all_that_make(&event) {
        let first = ana.once(&path, "k", &body).await;
        assert_eq!(first.status, 201, "{first:?}");
        let different = match path.as_str() {
            EVENTS => with(&body, &json!({"title": "Outro"})),
            BATCH => json!([an_event("Um")]),
            _ => with(&body, &json!({"name": "Outro"})),
        };
        let refused = ana.once(&path, "k", &different).await;
        refused.assert_problem(&path, 422, "idempotency_key_reused");
        assert_eq!(refused.misfit(), Some(("Idempotency-Key", "idempotency_key_reused")));
        assert_eq!(refused.header(REPLAYED), "");
        // What was kept is still what it was.
        assert_repeats(&first, &ana.once(&path, "k", &body).await);
    }
    // The same body for another event, or with another query, is another request.
    let attendees = format!("{}/registrations", other.path);
    let ana_again = json!({"name": "Ana", "email": "ana@example.com"});
    ana.once(&attendees, "k", &ana_again).await.assert_problem(&attendees, 422, "idempotency_key_reused");
    let with_query = format!("{BATCH}?dry_run=false");
    let batch = json!([an_event("Um"), an_event("Dois")]);
    ana.once(&with_query, "k", &batch).await.assert_problem(BATCH, 422, "idempotency_key_reused");
    // As is another way to write it.
    let request =
        ana.request(Method::POST, EVENTS).header(KEY, "k").header("content-type", "application/json");
    let spaced = Answer::of(request.body(format!(" {}", an_event("Baile")))).await;
    spaced.assert_problem(EVENTS, 422, "idempotency_key_reused");
    assert_eq!(ana.get(&format!("{}/registrations", other.path)).await.json["items"], json!([]));
}

#[tokio::test]
async fn users_and_routes_have_keys_of_their_own() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let of_ana = ana.once(EVENTS, "k", &an_event("Baile")).await;
    let of_rui = rui.once(EVENTS, "k", &an_event("Baile")).await;
    let venue = ana.once(VENUES, "k", &a_venue("Salão")).await;
    let batch = ana.once(BATCH, "k", &json!([an_event("Baile")])).await;
    for made in [&of_ana, &of_rui, &venue, &batch] {
        assert_eq!((made.status, made.header(REPLAYED)), (201, ""), "{made:?}");
    }
    assert_ne!(of_ana.json["id"], of_rui.json["id"]);
    // And so do upper and lower case.
    assert_eq!(ana.once(EVENTS, "K", &an_event("Baile")).await.header(REPLAYED), "");
    assert_repeats(&of_rui, &rui.once(EVENTS, "k", &an_event("Baile")).await);
}

#[tokio::test]
async fn what_failed_is_not_kept() {
    let app = TestApp::start();
    let (ana, viewer) = (app.editor("ana").await, app.viewer("rui").await);
    let held = ana.make_venue(&a_venue("Salão")).await;
    for (refused, status) in [
        (ana.once(VENUES, "k", &json!({"name": ""})).await, 422),
        (ana.once(VENUES, "k", &a_venue("Salão")).await, 409),
        (viewer.once(VENUES, "k", &a_venue("Salão")).await, 403),
        (app.anonymous().once(VENUES, "k", &a_venue("Salão")).await, 401),
    ] {
        assert_eq!((refused.status, refused.header(REPLAYED)), (status, ""), "{refused:?}");
    }
    // The same request, which is possible now; and then another would not be.
    assert_eq!(ana.delete(&held.path).await.status, 204);
    let made = ana.once(VENUES, "k", &a_venue("Salão")).await;
    assert_eq!((made.status, made.header(REPLAYED)), (201, ""), "{made:?}");
    assert_repeats(&made, &ana.once(VENUES, "k", &a_venue("Salão")).await);
}

#[tokio::test]
async fn who_may_no_more_is_refused_whatever_was_answered_before() {
    let app = TestApp::start();
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let first = ana.once(EVENTS, "k", &an_event("Baile")).await;
    assert_eq!(first.status, 201, "{first:?}");
    let path = ana.own_path().await;
    assert_eq!(admin.patch(&path, &json!({"role": "viewer"})).await.status, 200);
    let ana = app.sign_in("ana").await;
    ana.once(EVENTS, "k", &an_event("Baile")).await.assert_problem(EVENTS, 403, "insufficient_scope");
    assert_eq!(admin.patch(&path, &json!({"role": "editor"})).await.status, 200);
    let ana = app.sign_in("ana").await;
    assert_repeats(&first, &ana.once(EVENTS, "k", &an_event("Baile")).await);
}

/// Who could see the event no more is told that there is none.
#[tokio::test]
async fn a_registration_for_what_is_gone_is_not_answered_again() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let attendees = format!("{}/registrations", event.path);
    let made = rui.once(&attendees, "k", &json!({"name": "Rui"})).await;
    assert_eq!(rui.delete(made.header("location")).await.status, 204);
    assert_repeats(&made, &rui.once(&attendees, "k", &json!({"name": "Rui"})).await);
    assert_eq!(ana.delete(&event.path).await.status, 204);
    let gone = rui.once(&attendees, "k", &json!({"name": "Rui"})).await;
    gone.assert_problem(&attendees, 404, "not_found");
}

#[tokio::test]
async fn a_dry_run_takes_no_key() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (dry, batch) = (format!("{BATCH}?dry_run=true"), json!([an_event("Um")]));
    for _ in 0..2 {
        let tried = ana.once(&dry, "k", &batch).await;
        assert_eq!((tried.status, tried.header(REPLAYED)), (200, ""), "{tried:?}");
    }
    let made = ana.once(BATCH, "k", &batch).await;
    assert_eq!((made.status, made.header(REPLAYED)), (201, ""), "{made:?}");
    assert_eq!(ana.once(&dry, "k", &batch).await.status, 200);
}

#[tokio::test]
async fn what_is_no_key_is_refused_where_keys_are_taken() {
    let app = TestApp::start();
    let admin = app.admin().await;
    let event = admin.make_event(&an_event("Festa")).await;
    let before = admin.events().await;
    let mut paths = all_that_make(&event).to_vec();
    paths.push(("/api/v1/jobs/0197a3c0-0000-7000-8000-000000000001/retry".to_owned(), Value::Null));
    for (path, body) in paths {
        for insane in ["", "two words", &"k".repeat(256), "é"] {
            let refused = admin.once(&path, insane, &body).await;
            refused.assert_problem(&path, 422, "validation_failed");
            assert_eq!(refused.misfit(), Some(("Idempotency-Key", "invalid_idempotency_key")), "{insane}");
        }
        let request = admin.request(Method::POST, &path).header(KEY, "one").header(KEY, "two");
        let twice = Answer::of(if body.is_null() { request } else { request.json(&body) }).await;
        assert_eq!(twice.misfit(), Some(("Idempotency-Key", "invalid_idempotency_key")), "{twice:?}");
    }
    assert_eq!(admin.events().await, before);
    let longest = admin.once(EVENTS, &"~".repeat(255), &an_event("Baile")).await;
    assert_eq!(longest.status, 201, "{longest:?}");
}

/// What holds a secret is never kept, and files are too large for it.
#[tokio::test]
async fn everywhere_else_the_header_means_nothing() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let mut keys = Vec::new();
    for _ in 0..2 {
        let issued = ana.once("/api/v1/users/me/calendar-key", "k", &Value::Null).await;
        assert_eq!((issued.status, issued.header(REPLAYED)), (201, ""), "{issued:?}");
        keys.push(issued.json["key"].clone());
        let request = ana.request(Method::POST, "/api/v1/imports").header(KEY, "two words");
        let file = form("e.csv", "text/csv", b"title,starts_at,city\n");
        let import = Answer::of(request.header("content-type", FORM).body(file)).await;
        assert_eq!((import.status, import.header(REPLAYED)), (202, ""), "{import:?}");
        let patched = ana.send(Method::PATCH, &event.path, (KEY, "é"), &json!({"title": "Festa"})).await;
        assert_eq!(patched.status, 200, "{patched:?}");
    }
    assert_ne!(keys[0], keys[1]);
    // The document says where it means something.
    let taking: Vec<String> = operations(&app)
        .await
        .iter()
        .filter(|operation| operation.takes_key())
        .map(Operation::name)
        .collect();
    assert_eq!(
        taking,
        [
            "POST /api/v1/events",
            "POST /api/v1/events/batch",
            "POST /api/v1/events/{id}/registrations",
            "POST /api/v1/jobs/{id}/retry",
            "POST /api/v1/venues",
        ]
    );
}
