//! The same request again.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BATCH, KEY, REPLAYED, all_that_make, assert_repeats, told};
use crate::support::{
    Answer, TestApp,
    given::{EVENTS, VENUES, an_event, with},
};

#[tokio::test]
async fn it_is_answered_as_the_first_time_and_nothing_more_is_made() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Festa")).await;
    for (n, (path, body)) in all_that_make(&event).into_iter().enumerate() {
        let key = format!("key-{n}");
        let first = ana.once(&path, &key, &body).await;
        assert_eq!(first.status, 201, "{first:?}");
        for _ in 0..2 {
            assert_repeats(&first, &ana.once(&path, &key, &body).await);
        }
        if path != BATCH {
            assert_ne!(first.header("location"), "");
        }
    }
    // One of the first, one, and two of the batch.
    assert_eq!(ana.events().await, 4);
    assert_eq!(ana.get(&format!("{VENUES}?total=true")).await.json["total"], 1);
    let attendees = format!("{}/registrations?total=true", event.path);
    assert_eq!(ana.get(&attendees).await.json["total"], 1);
    assert_eq!(ana.get(&event.path).await.json["registered"], 1);
}

/// What is made under a key looks as what is made without.
#[tokio::test]
async fn a_key_changes_nothing_of_what_the_first_answer_looks_like() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Festa")).await;
    for (path, body) in all_that_make(&event) {
        let other = match path.as_str() {
            VENUES => with(&body, &json!({"name": "Outro"})),
            EVENTS | BATCH => body.clone(),
            _ => with(&body, &json!({"email": "rui@example.com"})),
        };
        let (plain, keyed) = (ana.post(&path, &other).await, ana.once(&path, "k", &body).await);
        let ((status, headers, _), (keyed_status, keyed_headers, _)) = (told(&plain), told(&keyed));
        let names = |headers: &std::collections::BTreeMap<String, String>| {
            headers.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!((keyed_status, names(&keyed_headers)), (status, names(&headers)), "{path}");
        let members = |answer: &Answer| answer.json.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&keyed), members(&plain), "{path}");
    }
}

#[tokio::test]
async fn what_became_of_it_meanwhile_does_not_matter() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let first = ana.once(EVENTS, "k", &an_event("Baile")).await;
    let path = first.header("location").to_owned();
    assert_eq!(ana.patch(&path, &json!({"title": "Festa"})).await.status, 200);
    assert_repeats(&first, &ana.once(EVENTS, "k", &an_event("Baile")).await);
    assert_eq!(ana.delete(&path).await.status, 204);
    assert_repeats(&first, &ana.once(EVENTS, "k", &an_event("Baile")).await);
    assert_eq!(ana.events().await, 0);
}

/// A viewer's own, which without a key is `email_registered` the second time.
#[tokio::test]
async fn who_registers_again_hears_the_same_and_not_that_the_address_is_taken() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"capacity": 1}))).await;
    let attendees = format!("{}/registrations", event.path);
    let first = rui.once(&attendees, "k", &json!({"name": "Rui"})).await;
    assert_eq!((first.status, &first.json["status"]), (201, &json!("confirmed")), "{first:?}");
    assert_repeats(&first, &rui.once(&attendees, "k", &json!({"name": "Rui"})).await);
    let another = rui.once(&attendees, "another", &json!({"name": "Rui"})).await;
    another.assert_problem(&attendees, 409, "email_registered");

    // Nor that nobody can register any more.
    assert_eq!(ana.patch(&event.path, &json!({"status": "cancelled"})).await.status, 200);
    assert_repeats(&first, &rui.once(&attendees, "k", &json!({"name": "Rui"})).await);
}

#[tokio::test]
async fn a_job_is_done_again_once() {
    let app = TestApp::start();
    let admin = app.admin().await;
    app.engines().add_job("jobs.prune");
    let list = admin.get("/api/v1/jobs").await;
    let job = format!("/api/v1/jobs/{}", list.json["items"][0]["id"].as_str().unwrap());
    let cancel = format!("{job}/cancel");
    assert_eq!(admin.post(&cancel, &Value::Null).await.status, 200);
    let retry = format!("{job}/retry");

    let first = admin.once(&retry, "k", &Value::Null).await;
    assert_eq!((first.status, &first.json["state"]), (200, &json!("queued")), "{first:?}");
    assert_repeats(&first, &admin.once(&retry, "k", &Value::Null).await);
    admin.once(&retry, "another", &Value::Null).await.assert_problem(&retry, 409, "job_not_retryable");
    // It is not begun anew when it was called off again.
    assert_eq!(admin.post(&cancel, &Value::Null).await.status, 200);
    assert_repeats(&first, &admin.once(&retry, "k", &Value::Null).await);
    assert_eq!(admin.get(&job).await.json["state"], "cancelled");
}

#[tokio::test]
async fn a_batch_is_compressed_again_and_a_single_thing_is_not() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let long = with(&an_event("Baile"), &json!({"description": "Talks, pizza and lifetimes. ".repeat(100)}));
    for (path, body, encoding) in [(EVENTS, long.clone(), ""), (BATCH, json!([long]), "gzip")] {
        for replayed in ["", "true"] {
            let request = ana.request(Method::POST, path).header("accept-encoding", "gzip").header(KEY, "k");
            let response = request.json(&body).send().await.unwrap();
            let header = |name| response.headers().get(name).map_or("", |value| value.to_str().unwrap());
            assert_eq!((header("content-encoding"), header(REPLAYED)), (encoding, replayed), "{path}");
        }
    }
}

#[tokio::test]
async fn another_process_answers_it_as_well() {
    let app = TestApp::start();
    let other = app.another(&[]);
    let first = app.admin().await.once(EVENTS, "k", &an_event("Baile")).await;
    assert_eq!(first.status, 201, "{first:?}");
    assert_repeats(&first, &other.admin().await.once(EVENTS, "k", &an_event("Baile")).await);
    let again = app.restart();
    assert_repeats(&first, &again.admin().await.once(EVENTS, "k", &an_event("Baile")).await);
}

/// Pages of listed origins may send the one header and read the other.
#[tokio::test]
async fn browsers_may_use_keys() {
    let origin = "https://app.example.org";
    let app = TestApp::start_with(&[("CORS_ALLOWED_ORIGINS", origin)]);
    let preflight = app.anonymous().request(Method::OPTIONS, EVENTS).header("origin", origin);
    let preflight = preflight
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization, content-type, idempotency-key");
    let allowed = Answer::of(preflight).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, origin), "{allowed:?}");
    let ana = app.editor("ana").await;
    let request = ana.request(Method::POST, EVENTS).header("origin", origin).header(KEY, "k");
    let exposed = Answer::of(request.json(&an_event("Baile"))).await;
    let exposed = exposed.header("access-control-expose-headers");
    assert!(exposed.split(", ").any(|header| header == REPLAYED), "{exposed}");
}
