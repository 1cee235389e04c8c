//! The events at a venue, and what they show of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    given::{VENUES, a_booking, a_venue, an_event, with},
};

#[tokio::test]
async fn a_venue_lists_its_events() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    for (title, venue, day) in [("later", &here, 9), ("sooner", &here, 2), ("elsewhere", &there, 1)] {
        ana.make_event(&a_booking(title, venue, day, "20:00", "22:00")).await;
    }
    let draft = json!({"venue_id": here.id(), "status": "draft"});
    ana.make_event(&with(&an_event("secret"), &draft)).await;
    let path = format!("{}/events", here.path);
    assert_eq!(ana.get(&path).await.each("title"), ["sooner", "later", "secret"]);

    let rui = app.viewer("rui").await;
    let first = rui.get(&format!("{path}?sort=-starts_at&limit=1&total=true")).await;
    assert_eq!((first.each("title"), &first.json["total"]), (vec!["later".into()], &json!(2)));
    assert_eq!(rui.get(first.next().unwrap()).await.each("title"), ["sooner"]);
    let missing = rui.get(&format!("{VENUES}/00000000-0000-7000-8000-000000000000/events")).await;
    assert_eq!((missing.status, missing.code()), (404, "not_found"));
}

#[tokio::test]
async fn an_edited_venue_shows_in_its_events_at_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 1, "20:00", "22:00")).await;
    assert_eq!(
        event.json["venue"],
        json!({"id": venue.id(), "name": "Salão", "city": "Recife", "capacity": 100})
    );

    ana.patch(&venue.path, &json!({"name": "Novo", "city": "Olinda", "capacity": 120})).await;
    let seen = ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
    assert_eq!(seen.status, 200, "the old tag no longer names it: {seen:?}");
    assert_eq!(seen.header("etag"), "\"1.1\"", "a new revision, and nobody's edit");
    let summary = json!({"id": venue.id(), "name": "Novo", "city": "Olinda", "capacity": 120});
    assert_eq!((&seen.json["venue"], &seen.json["version"]), (&summary, &json!(1)));
    let edit = json!({"title": "Grande baile"});
    let edited = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &edit).await;
    assert_eq!(edited.status, 200, "it was not edited since: {edited:?}");
}
