//! What is in a calendar.

use serde_json::{Value, json};

use super::{feed, key, values};
use crate::support::{
    Client, TestApp,
    given::{Made, an_event, with},
};

/// The titles in the calendar of a key, in order.
async fn titles(app: &TestApp, key: &str) -> Vec<String> {
    let answer = feed(app, key).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    values(&answer.text, "SUMMARY")
}

async fn make(client: &Client, day: u8, title: &str, members: Value) -> Made {
    let starts_at = json!({"starts_at": format!("2131-01-{day:02}T12:00:00Z")});
    client.make_event(&with(&with(&an_event(title), &starts_at), &members)).await
}

/// Somebody registers for an event, as the organiser or as oneself; where it can be cancelled.
async fn register(client: &Client, event: &Made, body: Value) -> (String, String) {
    let answer = client.post(&format!("{}/registrations", event.path), &body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    (answer.header("location").to_owned(), answer.json["status"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn ones_own_events_are_there_whatever_their_status() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let key = key(&ana).await;
    assert_eq!(titles(&app, &key).await, [""; 0]);
    make(&ana, 3, "cancelled", json!({"status": "cancelled"})).await;
    make(&ana, 1, "draft", json!({"status": "draft"})).await;
    make(&ana, 2, "published", json!({})).await;
    make(&rui, 2, "his", json!({})).await;
    assert_eq!(titles(&app, &key).await, ["draft", "published", "cancelled"], "the soonest first");
}

#[tokio::test]
async fn events_that_one_attends_or_waits_for_are_there_until_one_cancels() {
    let app = TestApp::start();
    let (ana, eva) = (app.editor("ana").await, app.viewer("eva").await);
    let key = key(&eva).await;
    let small = make(&ana, 1, "small", json!({"capacity": 1})).await;
    let large = make(&ana, 2, "large", json!({})).await;
    make(&ana, 3, "another", json!({})).await;
    let (_, first) = register(&ana, &small, json!({"name": "Somebody"})).await;
    let (_, waits) = register(&eva, &small, json!({"name": "Eva"})).await;
    let (attends, _) = register(&eva, &large, json!({"name": "Eva"})).await;
    assert_eq!((first.as_str(), waits.as_str()), ("confirmed", "waitlisted"));
    assert_eq!(titles(&app, &key).await, ["small", "large"]);
    assert_eq!(eva.delete(&attends).await.status, 204);
    assert_eq!(titles(&app, &key).await, ["small"], "what was cancelled is gone");
}

#[tokio::test]
async fn whom_the_organiser_registers_by_address_sees_it_too() {
    let app = TestApp::start();
    let (ana, eva) = (app.editor("ana").await, app.viewer("eva").await);
    let key = key(&eva).await;
    let event = make(&ana, 1, "Baile", json!({})).await;
    register(&ana, &event, json!({"name": "Eva", "email": "EVA@example.com"})).await;
    assert_eq!(titles(&app, &key).await, ["Baile"]);
    assert_eq!(titles(&app, &super::key(&app.viewer("leo").await).await).await, [""; 0], "to nobody else");
}

#[tokio::test]
async fn an_event_that_one_organises_and_attends_is_there_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = make(&ana, 1, "Baile", json!({})).await;
    register(&ana, &event, json!({"name": "Ana", "email": "ana@example.com"})).await;
    assert_eq!(titles(&app, &key(&ana).await).await, ["Baile"]);
}

#[tokio::test]
async fn a_cancelled_event_says_so_to_those_who_attend_it() {
    let app = TestApp::start();
    let (ana, eva) = (app.editor("ana").await, app.viewer("eva").await);
    let key = key(&eva).await;
    let event = make(&ana, 1, "Baile", json!({})).await;
    register(&eva, &event, json!({"name": "Eva"})).await;
    let sequence = |calendar: &str| values(calendar, "SEQUENCE")[0].parse::<u64>().unwrap();
    let before = feed(&app, &key).await.text;
    assert_eq!(values(&before, "STATUS"), ["CONFIRMED"]);
    assert_eq!(ana.patch(&event.path, &json!({"status": "cancelled"})).await.status, 200);
    let after = feed(&app, &key).await.text;
    assert_eq!(values(&after, "STATUS"), ["CANCELLED"]);
    assert!(sequence(&after) > sequence(&before), "{after}");
    assert_eq!(values(&after, "UID"), values(&before, "UID"));
}

#[tokio::test]
async fn events_long_past_are_not_there() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_event(&with(&an_event("long ago"), &json!({"starts_at": "2001-01-01T00:00:00Z"}))).await;
    make(&ana, 1, "to come", json!({})).await;
    assert_eq!(titles(&app, &key(&ana).await).await, ["to come"]);
}

#[tokio::test]
async fn no_calendar_tells_who_attends() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = make(&ana, 1, "Baile", json!({})).await;
    register(&ana, &event, json!({"name": "Leopoldina", "email": "leo@example.org"})).await;
    let calendar = feed(&app, &key(&ana).await).await.text;
    assert!(!calendar.contains("Leopoldina") && !calendar.contains("leo@"), "{calendar}");
}
