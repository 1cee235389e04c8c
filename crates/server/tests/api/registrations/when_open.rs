//! When an event takes registrations, and what becomes of them when it does not.

use serde_json::json;

use super::{attendees, started, with_seats};
use crate::support::{
    TestApp,
    given::{Made, an_event, with},
};

#[tokio::test]
async fn a_draft_is_not_there_for_those_who_do_not_see_it() {
    let app = TestApp::start();
    let (ana, eva, rui) = (app.editor("ana").await, app.editor("eva").await, app.viewer("rui").await);
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"status": "draft"}))).await;
    for client in [&eva, &rui] {
        client.register(&event, "Rui").await.assert_problem(&attendees(&event), 404, "not_found");
        assert_eq!(client.get(&attendees(&event)).await.status, 404);
    }
    let own = ana.register(&event, "Rui").await;
    assert_eq!((own.status, own.code()), (409, "event_not_open"), "{own:?}");
}

#[tokio::test]
async fn an_event_that_is_not_there_takes_nobody() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event("Baile")).await;
    assert_eq!(ana.delete(&event.path).await.status, 204);
    assert_eq!(ana.register(&event, "Rui").await.status, 404);
    assert_eq!(ana.get(&attendees(&event)).await.status, 404);
}

#[tokio::test]
async fn cancelled_and_started_events_take_nobody() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    for body in [with(&an_event("Baile"), &json!({"status": "cancelled"})), started()] {
        let event = ana.make_event(&body).await;
        for client in [&ana, &rui] {
            client.register(&event, "Rui").await.assert_problem(&attendees(&event), 409, "event_not_open");
        }
        assert_eq!(ana.counted(&event).await, (0, 0));
    }
}

#[tokio::test]
async fn a_cancelled_event_gives_no_seats_until_it_takes_place_after_all() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    for name in ["Eva", "Gil"] {
        ana.registered(&event, name).await;
    }
    assert_eq!(ana.patch(&event.path, &json!({"status": "cancelled"})).await.status, 200);
    assert_eq!(ana.cancel(&event, &first).await.status, 204);
    let waiting = ["Rui cancelled", "Eva waitlisted 1", "Gil waitlisted 2"];
    assert_eq!(ana.line_up(&event).await, waiting);
    let on_again = ana.patch(&event.path, &json!({"status": "published"})).await;
    assert_eq!((&on_again.json["registered"], &on_again.json["waitlisted"]), (&json!(1), &json!(1)));
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva confirmed", "Gil waitlisted 1"]);
}

#[tokio::test]
async fn nobody_moves_up_after_the_event_started() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    ana.registered(&event, "Eva").await;
    let moved = ana.patch(&event.path, &json!({"starts_at": "2025-03-14T22:00:00Z", "capacity": 2})).await;
    assert_eq!((moved.status, &moved.json["registered"]), (200, &json!(1)), "{moved:?}");
    assert_eq!(ana.cancel(&event, &first).await.status, 204);
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva waitlisted 1"]);
}

#[tokio::test]
async fn an_event_for_which_people_are_registered_is_cancelled_rather_than_deleted() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let deleted = async |event: &Made| ana.delete(&event.path).await;
    let (first, second) = (ana.registered(&event, "Rui").await, ana.registered(&event, "Eva").await);
    deleted(&event).await.assert_problem(&event.path, 409, "has_registrations");
    // With one left who waits, while the event is off.
    ana.patch(&event.path, &json!({"status": "cancelled"})).await;
    ana.cancel(&event, &first).await;
    assert_eq!(deleted(&event).await.code(), "has_registrations");
    ana.cancel(&event, &second).await;
    assert_eq!(deleted(&event).await.status, 204);
    assert_eq!(ana.get(&event.path).await.status, 404);
}

#[tokio::test]
async fn registrations_of_deleted_events_are_gone_from_ones_list() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.viewer("rui").await);
    let event = ana.make_event(&an_event("Baile")).await;
    let made = rui.registered(&event, "Rui").await;
    rui.cancel(&event, &made).await;
    assert_eq!(ana.delete(&event.path).await.status, 204);
    assert_eq!(rui.get(super::MINE).await.json["items"], json!([]));
}
