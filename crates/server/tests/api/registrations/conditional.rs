//! Registrations are seen in the event, and are no edits of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::with_seats;
use crate::support::{Client, TestApp, given::Made};

/// The version and the revision of the event.
async fn tag(client: &Client, event: &Made) -> (i64, i64) {
    let etag = client.etag(&event.path).await;
    let (version, revision) = etag.trim_matches('"').split_once('.').unwrap();
    (version.parse().unwrap(), revision.parse().unwrap())
}

#[tokio::test]
async fn the_revision_counts_what_changes_the_numbers_and_nothing_else() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let (version, mut before) = tag(&ana, &event).await;
    let mut made: Vec<Value> = Vec::new();
    for (case, step, changes) in [
        ("a seat is taken", 'r', 1),
        ("somebody waits", 'r', 1),
        ("the address is refused", 'x', 0),
        ("somebody is checked in", 'i', 0),
        ("a seat is given back and taken", 'c', 1),
        ("nothing is given back", 'c', 0),
    ] {
        match step {
            'r' => made.push(ana.registered(&event, "Rui").await),
            'x' => assert_eq!(ana.register_at(&event, "Rui", "nobody").await.status, 422),
            'i' => assert_eq!(ana.check_in(&event, &made[0]).await.status, 200),
            _ => assert_eq!(ana.cancel(&event, &made[0]).await.status, 204),
        }
        let now = tag(&ana, &event).await;
        assert_eq!(now, (version, before + changes), "{case}");
        before = now.1;
    }
}

#[tokio::test]
async fn what_was_known_before_a_registration_is_sent_again() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let ask = async || ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
    assert_eq!(ask().await.status, 304);
    ana.registered(&event, "Rui").await;
    let news = ask().await;
    assert_eq!((news.status, &news.json["registered"]), (200, &json!(1)), "{news:?}");
}

#[tokio::test]
async fn a_registration_is_in_no_organisers_way() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let made = ana.registered(&event, "Rui").await;
    let patch = json!({"title": "Gala"});
    let edited = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &patch).await;
    assert_eq!(edited.status, 200, "{edited:?}");
    let stale = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &patch).await;
    assert_eq!(stale.status, 412, "{stale:?}");
    ana.cancel(&event, &made).await;
    let deleted =
        ana.send(Method::DELETE, &event.path, ("if-match", edited.header("etag")), &Value::Null).await;
    assert_eq!(deleted.status, 204, "{deleted:?}");
}

#[tokio::test]
async fn the_etag_of_an_edit_that_seats_people_is_the_one_that_is_read() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    let written = ana.patch(&event.path, &json!({"capacity": 2})).await;
    assert_eq!(written.header("etag"), ana.etag(&event.path).await);
    assert_eq!(written.json["version"], 2);
}
