//! How much one request may hold.

use serde_json::json;

use super::{BATCH, a_batch, post, spoilt, total};
use crate::support::{
    Answer, TestApp,
    given::{EVENTS, an_event, with},
};

#[tokio::test]
async fn a_batch_holds_one_to_a_thousand_events() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (batch, code) in [(a_batch(1_001), "too_many"), (vec![], "too_few")] {
        let refused = post(&ana, &batch).await;
        refused.assert_problem(BATCH, 422, "validation_failed");
        assert_eq!(refused.misfit(), Some(("", code)));
    }
    assert_eq!(total(&ana).await, 0);
    assert_eq!(post(&ana, &a_batch(1)).await.status, 201);
}

#[tokio::test]
async fn a_batch_is_a_list() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for body in [an_event("alone"), json!({"items": a_batch(1)}), json!("text"), json!(7), json!(null)] {
        let refused = ana.post(BATCH, &body).await;
        refused.assert_problem(BATCH, 422, "validation_failed");
        assert_eq!(refused.misfit(), Some(("", "invalid_type")), "{body}");
    }
    for body in ["[", "[{}", "[{}] []", ""] {
        let request = ana.request(reqwest::Method::POST, BATCH).header("content-type", "application/json");
        Answer::of(request.body(body)).await.assert_problem(BATCH, 400, "malformed_body");
    }
    assert_eq!(total(&ana).await, 0);
}

#[tokio::test]
async fn a_batch_may_be_larger_than_other_bodies_and_has_a_limit_of_its_own() {
    let app = TestApp::start_with(&[("HTTP_BATCH_BODY_LIMIT", "3MiB")]);
    let ana = app.editor("ana").await;
    let long = json!({"description": "x".repeat(10_000)});
    let events = |size| (0..size).map(|i| with(&an_event(&format!("{i}")), &long)).collect::<Vec<_>>();
    let two_mebibytes = post(&ana, &events(200)).await;
    assert_eq!(two_mebibytes.status, 201, "{:.500}", two_mebibytes.text);
    let four_mebibytes = post(&ana, &events(400)).await;
    four_mebibytes.assert_problem(BATCH, 413, "payload_too_large");
    let elsewhere =
        ana.post(EVENTS, &with(&an_event("a"), &json!({"description": "x".repeat(1 << 20)}))).await;
    elsewhere.assert_problem(EVENTS, 413, "payload_too_large");
    assert_eq!(total(&ana).await, 200);
    assert_eq!(post(&ana, &spoilt(a_batch(2), 1, &json!({"title": "after it"}))).await.status, 201);
}
