//! When an entity tag changes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

#[tokio::test]
async fn the_etag_changes_exactly_when_what_is_seen_changes() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let other_venue = ana.make_venue(&a_venue("Outro")).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    let other = ana.make_event(&an_event("other")).await;
    let nothing = Value::Null;
    let mut tag = event.etag.clone();
    for (case, method, path, body, status, version, revision) in [
        ("read", Method::GET, &event.path, nothing.clone(), 200, false, false),
        ("asked about", Method::HEAD, &event.path, nothing.clone(), 200, false, false),
        ("patched", Method::PATCH, &event.path, json!({"title": "Gala"}), 200, true, true),
        ("patched in vain", Method::PATCH, &event.path, json!({"title": ""}), 422, false, false),
        ("its venue edited", Method::PATCH, &venue.path, json!({"capacity": 99}), 200, false, true),
        ("its venue not deleted", Method::DELETE, &venue.path, nothing.clone(), 409, false, false),
        ("another venue edited", Method::PATCH, &other_venue.path, json!({"capacity": 9}), 200, false, false),
        ("another event edited", Method::PATCH, &other.path, json!({"title": "x"}), 200, false, false),
        ("another event deleted", Method::DELETE, &other.path, nothing, 204, false, false),
        ("replaced", Method::PUT, &event.path, an_event("Baile"), 200, true, true),
        ("its former venue edited", Method::PATCH, &venue.path, json!({"capacity": 98}), 200, false, false),
    ] {
        let answer = ana.send(method, path, ("accept", "*/*"), &body).await;
        assert_eq!(answer.status, status, "{case}: {answer:?}");
        let now = ana.etag(&event.path).await;
        let parts = |tag: &str| {
            let (version, revision) = tag.trim_matches('"').split_once('.').unwrap();
            [version, revision].map(|part| part.parse::<i64>().unwrap())
        };
        let ([v0, r0], [v1, r1]) = (parts(&tag), parts(&now));
        assert_eq!((v1 - v0, r1 - r0), (i64::from(version), i64::from(revision)), "{case}: {tag} to {now}");
        tag = now;
    }
}

#[tokio::test]
async fn a_written_etag_is_the_one_that_is_read() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    for body in
        [json!({"title": "Gala"}), json!({"venue_id": null}), json!({"venue_id": venue.id()}), json!({})]
    {
        ana.patch(&venue.path, &json!({"capacity": 90})).await;
        let written = ana.patch(&event.path, &body).await;
        let read = ana.get(&event.path).await;
        assert_eq!(written.header("etag"), read.header("etag"), "{body}");
        assert_eq!(written.json, read.json, "{body}");
    }
}

#[tokio::test]
async fn a_patch_of_nothing_is_an_edit_that_changes_nothing_else() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"tags": ["a"], "capacity": 7}))).await;
    let answer = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let edited = json!({"version": 2, "updated_at": answer.json["updated_at"]});
    assert_eq!(answer.json, with(&event.json, &edited));
}

#[tokio::test]
async fn lists_have_no_entity_tag() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let list = ana.send(Method::GET, EVENTS, ("if-none-match", "*"), &Value::Null).await;
    assert_eq!((list.status, list.headers.get("etag")), (200, None));
}
