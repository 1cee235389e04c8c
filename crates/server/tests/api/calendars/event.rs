//! The calendar of one event.

use serde_json::json;

use super::{calendar, lines, values};
use crate::support::{
    TestApp,
    given::{a_venue, an_event, with},
};

#[tokio::test]
async fn an_event_is_told_as_calendars_know_it() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Teatro do Parque")).await;
    let members = json!({
        "starts_at": "2131-03-14T19:00:00-03:00", "ends_at": "2131-03-15T01:30:00-03:00",
        "time_zone": "America/Recife", "venue_id": venue.id(), "tags": ["forró", "dança"],
    });
    let event = ana.make_event(&with(&an_event("Baile"), &members)).await;
    let text = calendar(&ana, &event.path).await;
    for (name, expected) in [
        ("VERSION", "2.0"),
        ("UID", &format!("{}@fasttrack", event.id())),
        ("SEQUENCE", "1"),
        ("STATUS", "CONFIRMED"),
        ("SUMMARY", "Baile"),
        ("DTSTART", "21310314T220000Z"),
        ("DTEND", "21310315T043000Z"),
        ("LOCATION", "Teatro do Parque\\, Recife"),
        ("CATEGORIES", "forró,dança"),
        ("X-FASTTRACK-TIME-ZONE", "America/Recife"),
    ] {
        assert_eq!(values(&text, name), [expected], "{name}");
    }
    for name in ["DTSTAMP", "PRODID"] {
        assert_eq!(values(&text, name).len(), 1, "{name} is mandatory");
    }
    let lines = lines(&text);
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
}

#[tokio::test]
async fn its_identifier_stays_and_its_sequence_rises_with_every_edit() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let mut seen = vec![calendar(&ana, &event.path).await];
    for patch in [
        json!({"title": "Grande baile"}),
        json!({"starts_at": "2131-04-01T00:00:00Z"}),
        json!({"status": "cancelled"}),
        json!({"status": "published"}),
    ] {
        assert_eq!(ana.patch(&event.path, &patch).await.status, 200, "{patch}");
        seen.push(calendar(&ana, &event.path).await);
    }
    let each = |name: &str| seen.iter().map(|text| values(text, name)[0].clone()).collect::<Vec<_>>();
    assert_eq!(each("SEQUENCE"), ["1", "2", "3", "4", "5"]);
    assert_eq!(each("STATUS"), ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]);
    assert!(each("UID").windows(2).all(|pair| pair[0] == pair[1]), "{:?}", each("UID"));
}

#[tokio::test]
async fn registrations_are_no_edits() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    let before = calendar(&ana, &event.path).await;
    let seat = ana.post(&format!("{}/registrations", event.path), &json!({"name": "Eva"})).await;
    assert_eq!(seat.status, 201);
    assert_eq!(calendar(&ana, &event.path).await, before);
}

#[tokio::test]
async fn the_calendar_of_a_draft_is_for_its_owner_and_admins() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let draft = ana.make_event(&with(&an_event("Baile"), &json!({"status": "draft"}))).await;
    let path = format!("{}/calendar.ics", draft.path);
    for (who, client, status) in [
        ("the owner", &ana, 200),
        ("an admin", &app.admin().await, 200),
        ("another editor", &app.editor("rui").await, 404),
        ("a viewer", &app.viewer("eva").await, 404),
        ("nobody", &app.anonymous(), 401),
    ] {
        assert_eq!(client.get(&path).await.status, status, "{who}");
    }
    assert_eq!(values(&calendar(&ana, &draft.path).await, "STATUS"), ["TENTATIVE"]);
}

#[tokio::test]
async fn looking_at_the_calendar_counts_as_no_visit() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    for _ in 0..3 {
        calendar(&ana, &event.path).await;
    }
    // Looks are written when it stops.
    let app = app.restart();
    assert_eq!(app.sign_in("ana").await.get(&event.path).await.json["views"], 0);
}
