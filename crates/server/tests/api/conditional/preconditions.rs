//! `If-Match` and `If-None-Match`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, TestApp,
    given::{a_venue, an_event},
};

/// Asks, and sends `If-None-Match` once for each value.
async fn ask(reader: &Client, path: &str, known: &[&str]) -> Answer {
    let request = reader.request(Method::GET, path);
    Answer::of(known.iter().fold(request, |request, tag| request.header("if-none-match", *tag))).await
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let made = [ana.make_event(&an_event("Baile")).await.path, ana.make_venue(&a_venue("Salão")).await.path];
    for path in &made {
        for (case, tags, known) in [
            ("the tag", &["\"1.0\""][..], true),
            ("weak", &["W/\"1.0\""], true),
            ("in a list", &["\"9.9\", W/\"8.8\" ,\"1.0\""], true),
            ("in several headers", &["\"9.9\"", "\"1.0\""], true),
            ("anything", &["*"], true),
            ("another version", &["\"2.0\""], false),
            ("another revision", &["\"1.1\""], false),
            ("without quotes", &["1.0"], false),
            ("the version alone", &["\"1\""], false),
            ("nothing", &[""], false),
        ] {
            let answer = ask(&ana, path, tags).await;
            assert_eq!(answer.status, if known { 304 } else { 200 }, "{case} of {path}");
            assert_eq!(answer.text.is_empty(), known, "{case} of {path}");
            assert_eq!(answer.header("etag"), "\"1.0\"", "{case} of {path}");
        }
    }
}

#[tokio::test]
async fn if_match_names_what_may_be_written_over() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (case, tags, matches) in [
        ("the tag", &["\"1.0\""][..], true),
        ("another revision of the version", &["\"1.7\""], true),
        ("in a list", &["\"9.9\" , \"1.0\""], true),
        ("in several headers", &["\"9.9\"", "\"1.0\""], true),
        ("anything", &["*"], true),
        ("another version", &["\"2.0\""], false),
        ("several others", &["\"2.0\", \"3.0\""], false),
        ("weak: compared strongly", &["W/\"1.0\""], false),
        ("without quotes", &["1.0"], false),
        ("no tag of ours", &["\"abc\""], false),
        ("too large a number", &["\"99999999999999999999.0\""], false),
        ("nothing", &[""], false),
    ] {
        for (method, body) in [
            (Method::PUT, an_event("Baile")),
            (Method::PATCH, json!({"capacity": 5})),
            (Method::DELETE, Value::Null),
        ] {
            let event = ana.make_event(&an_event("Baile")).await;
            let request = ana.request(method.clone(), &event.path);
            let request = tags.iter().fold(request, |r, tag| r.header("if-match", *tag));
            let answer = Answer::of(if body.is_null() { request } else { request.json(&body) }).await;
            if matches {
                assert!(answer.status < 300, "{method}, {case}: {answer:?}");
            } else {
                assert_eq!((answer.status, answer.code()), (412, "precondition_failed"), "{method}, {case}");
                assert_eq!(ana.etag(&event.path).await, event.etag, "{method}, {case}: it is untouched");
            }
        }
    }
}

/// RFC 9110 §13.2.1: preconditions are for requests that would be granted without them.
#[tokio::test]
async fn a_stale_edit_of_somebody_who_may_not_is_forbidden() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let (rui, eva) = (app.editor("rui").await, app.viewer("eva").await);
    for (case, client, path, body, code) in [
        ("another editor", &rui, &event.path, an_event("Baile"), "not_owner"),
        ("a viewer", &eva, &event.path, an_event("Baile"), "insufficient_scope"),
        ("a viewer at a venue", &eva, &venue.path, a_venue("Salão"), "insufficient_scope"),
    ] {
        for (method, body) in
            [(Method::PUT, body), (Method::PATCH, json!({"capacity": 9})), (Method::DELETE, Value::Null)]
        {
            let answer = client.send(method.clone(), path, ("if-match", "\"7.0\""), &body).await;
            assert_eq!((answer.status, answer.code()), (403, code), "{method} by {case}");
        }
    }
}

#[tokio::test]
async fn a_stale_edit_that_is_invalid_too_is_stale_first() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let rule_broken = json!({"venue_id": "00000000-0000-7000-8000-000000000000"});
    let answer = ana.send(Method::PATCH, &event.path, ("if-match", "\"7.0\""), &rule_broken).await;
    assert_eq!((answer.status, answer.code()), (412, "precondition_failed"));
}
