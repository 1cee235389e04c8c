//! How many seats there are, and who gets those that become free.

use serde_json::json;

use super::{counters, with_seats};
use crate::support::{
    TestApp,
    given::{a_venue, an_event, with},
};

#[tokio::test]
async fn a_seat_given_back_goes_to_the_first_who_waits() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    for name in ["Eva", "Gil"] {
        ana.registered(&event, name).await;
    }
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed", "Eva waitlisted 1", "Gil waitlisted 2"]);
    let answer = ana.cancel(&event, &first).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva confirmed", "Gil waitlisted 1"]);
}

#[tokio::test]
async fn a_place_given_back_lets_the_others_move_up() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    ana.registered(&event, "Rui").await;
    let waiting = ana.registered(&event, "Eva").await;
    ana.registered(&event, "Gil").await;
    assert_eq!(ana.cancel(&event, &waiting).await.status, 204);
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed", "Eva cancelled", "Gil waitlisted 1"]);
    assert_eq!(ana.registered(&event, "Ida").await["position"], 2);
}

#[tokio::test]
async fn cancelling_again_changes_nothing() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    let first = ana.registered(&event, "Rui").await;
    for name in ["Eva", "Gil"] {
        ana.registered(&event, name).await;
    }
    for _ in 0..3 {
        assert_eq!(ana.cancel(&event, &first).await.status, 204);
    }
    assert_eq!(ana.line_up(&event).await, ["Rui cancelled", "Eva confirmed", "Gil waitlisted 1"]);
}

#[tokio::test]
async fn more_seats_go_to_those_who_wait_in_the_same_answer() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(1)).await;
    for name in ["Rui", "Eva", "Gil", "Ida"] {
        ana.registered(&event, name).await;
    }
    for (capacity, expected) in [(json!(3), (3, 1)), (json!(null), (4, 0))] {
        let answer = ana.patch(&event.path, &json!({"capacity": capacity})).await;
        assert_eq!((answer.status, counters(&answer.json)), (200, expected), "{answer:?}");
        assert_eq!(ana.get(&event.path).await.json, answer.json);
    }
    let all = ["Rui confirmed", "Eva confirmed", "Gil confirmed", "Ida confirmed"];
    assert_eq!(ana.line_up(&event).await, all);
}

#[tokio::test]
async fn the_capacity_never_goes_below_those_with_a_seat() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let event = ana.make_event(&with_seats(3)).await;
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    let refused = ana.patch(&event.path, &json!({"capacity": 1})).await;
    refused.assert_problem(&event.path, 409, "capacity_below_registered");
    assert_eq!(ana.patch(&event.path, &json!({"capacity": 2})).await.status, 200);
    assert_eq!(ana.registered(&event, "Gil").await["position"], 1);
}

#[tokio::test]
async fn an_event_cannot_move_where_those_with_a_seat_do_not_fit() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let small = ana.make_venue(&with(&a_venue("Salinha"), &json!({"capacity": 1}))).await;
    let event = ana.make_event(&an_event("Baile")).await;
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    let refused = ana.patch(&event.path, &json!({"venue_id": small.id()})).await;
    refused.assert_problem(&event.path, 409, "capacity_below_registered");
}

#[tokio::test]
async fn an_event_that_leaves_its_venue_has_seats_for_everybody() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&with(&a_venue("Salão"), &json!({"capacity": 1}))).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    assert_eq!(ana.line_up(&event).await, ["Rui confirmed", "Eva waitlisted 1"]);
    let answer = ana.patch(&event.path, &json!({"venue_id": null})).await;
    assert_eq!(counters(&answer.json), (2, 0), "{answer:?}");
}

#[tokio::test]
async fn a_larger_venue_seats_those_who_wait_where_no_capacity_is_stated() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&with(&a_venue("Salão"), &json!({"capacity": 2}))).await;
    let at = async |members| {
        ana.make_event(&with(&with(&an_event("x"), &json!({"venue_id": venue.id()})), &members)).await
    };
    let open = at(json!({})).await;
    let stated = at(json!({"capacity": 1})).await;
    for event in [&open, &stated] {
        for name in ["Rui", "Eva", "Gil", "Ida"] {
            ana.registered(event, name).await;
        }
    }
    let etag = ana.etag(&open.path).await;
    assert_eq!(ana.patch(&venue.path, &json!({"capacity": 3})).await.status, 200);
    assert_eq!(ana.counted(&open).await, (3, 1));
    assert_eq!(ana.counted(&stated).await, (1, 3));
    assert_ne!(ana.etag(&open.path).await, etag);
    let line_up = ["Rui confirmed", "Eva confirmed", "Gil confirmed", "Ida waitlisted 1"];
    assert_eq!(ana.line_up(&open).await, line_up);
}

#[tokio::test]
async fn a_venue_never_shrinks_below_those_with_a_seat() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&with(&a_venue("Salão"), &json!({"capacity": 3}))).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    for name in ["Rui", "Eva"] {
        ana.registered(&event, name).await;
    }
    let refused = ana.patch(&venue.path, &json!({"capacity": 1})).await;
    refused.assert_problem(&venue.path, 409, "venue_too_small");
    assert_eq!(ana.patch(&venue.path, &json!({"capacity": 2})).await.status, 200);
    assert_eq!(ana.registered(&event, "Gil").await["position"], 1);
}
