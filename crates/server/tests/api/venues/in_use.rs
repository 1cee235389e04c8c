//! What events allow to be done to their venue.

use serde_json::json;

use crate::support::{
    TestApp,
    given::{EVENTS, a_booking, a_venue, an_event, with},
};

#[tokio::test]
async fn a_venue_in_use_cannot_be_deleted() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 1, "20:00", "22:00")).await;
    for status in ["published", "cancelled"] {
        assert_eq!(ana.patch(&event.path, &json!({"status": status})).await.status, 200);
        let refused = ana.delete(&venue.path).await;
        assert_eq!((refused.status, refused.code()), (409, "venue_in_use"), "by a {status} event");
    }
    assert_eq!(ana.delete(&event.path).await.status, 204);
    assert_eq!(ana.delete(&venue.path).await.status, 204);
}

#[tokio::test]
async fn a_venue_keeps_room_for_the_events_to_come() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (case, event, may_shrink) in [
        ("coming", json!({"capacity": 60}), false),
        ("a coming draft", json!({"capacity": 60, "status": "draft"}), false),
        ("coming, and small enough", json!({"capacity": 50}), true),
        ("coming, with whatever the venue holds", json!({}), true),
        ("cancelled", json!({"capacity": 60, "status": "cancelled"}), true),
        ("over", json!({"capacity": 60, "starts_at": "2020-03-14T22:00:00Z"}), true),
    ] {
        let venue = ana.make_venue(&a_venue(case)).await;
        ana.make_event(&with(&with(&an_event(case), &json!({"venue_id": venue.id()})), &event)).await;
        let answer = ana.patch(&venue.path, &json!({"capacity": 50})).await;
        let expected = if may_shrink { (200, "") } else { (409, "venue_too_small") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
    }
}

#[tokio::test]
async fn an_event_that_comes_as_its_venue_goes_is_never_left_without() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let venue = ana.make_venue(&a_venue("Salão")).await;
        let event = with(&an_event("Baile"), &json!({"venue_id": venue.id()}));
        let (made, gone) = tokio::join!(ana.post(EVENTS, &event), rui.delete(&venue.path));
        match (made.status, gone.status) {
            (201, 409) => {
                assert_eq!(gone.code(), "venue_in_use");
                assert_eq!(ana.delete(made.header("location")).await.status, 204);
                assert_eq!(ana.delete(&venue.path).await.status, 204);
            }
            (422, 204) => assert_eq!(made.pointers(), ["/venue_id"]),
            neither => panic!("round {round}: {neither:?}"),
        }
    }
}

#[tokio::test]
async fn an_event_that_grows_as_its_venue_shrinks_still_fits() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let venue = ana.make_venue(&a_venue(&format!("Salão {round}"))).await;
        let event =
            ana.make_event(&with(&an_event("x"), &json!({"venue_id": venue.id(), "capacity": 50}))).await;
        let (grow, shrink) = (json!({"capacity": 100}), json!({"capacity": 60}));
        let (grown, shrunk) = tokio::join!(ana.patch(&event.path, &grow), rui.patch(&venue.path, &shrink));
        match (grown.status, shrunk.status) {
            (200, 409) => assert_eq!(shrunk.code(), "venue_too_small"),
            (422, 200) => assert_eq!(grown.pointers(), ["/capacity"]),
            neither => panic!("round {round}: {neither:?}"),
        }
    }
}
