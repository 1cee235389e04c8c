//! The venue that an event names is there, and large enough.

use serde_json::json;

use crate::support::{
    Answer, TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

#[tokio::test]
async fn an_event_holds_no_more_than_its_venue() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = ana.make_venue(&a_venue("for 100")).await;
    for (case, members, fits) in [
        ("what the venue holds", json!({"venue_id": hall.id(), "capacity": 100}), true),
        ("one more", json!({"venue_id": hall.id(), "capacity": 101}), false),
        ("whatever the venue holds", json!({"venue_id": hall.id(), "capacity": null}), true),
        ("as many as it likes without a venue", json!({"capacity": 1_000_000}), true),
        ("nobody", json!({"capacity": 0}), false),
        ("less than nobody", json!({"capacity": -1}), false),
        ("more than there is room for anywhere", json!({"capacity": 1_000_001}), false),
    ] {
        let answer = ana.post(EVENTS, &with(&an_event(case), &members)).await;
        if fits {
            assert_eq!((answer.status, &answer.json["capacity"]), (201, &members["capacity"]), "{case}");
        } else {
            assert_eq!(answer.pointers(), ["/capacity"], "{case}");
        }
    }
}

#[tokio::test]
async fn an_event_cannot_move_to_a_venue_that_is_too_small() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let small = ana.make_venue(&with(&a_venue("for 20"), &json!({"capacity": 20}))).await;
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"capacity": 50}))).await;
    let refused = ana.patch(&event.path, &json!({"venue_id": small.id()})).await;
    assert_eq!(refused.pointers(), ["/capacity"]);
    assert_eq!(refused.json["errors"][0]["code"], "capacity_above_venue");
    let moved = ana.patch(&event.path, &json!({"venue_id": small.id(), "capacity": null})).await;
    assert_eq!((moved.status, &moved.json["venue"]["id"]), (200, &json!(small.id())), "{moved:?}");
}

#[tokio::test]
async fn a_venue_that_is_not_there_is_pointed_at() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let nowhere = json!({"venue_id": "00000000-0000-7000-8000-000000000000"});
    let event = ana.make_event(&an_event("Baile")).await;
    let refused: [Answer; 3] = [
        ana.post(EVENTS, &with(&an_event("Baile"), &nowhere)).await,
        ana.put(&event.path, &with(&an_event("Baile"), &nowhere)).await,
        ana.patch(&event.path, &nowhere).await,
    ];
    for answer in &refused {
        assert_eq!(answer.pointers(), ["/venue_id"]);
        assert_eq!(answer.json["errors"][0]["code"], "unknown_venue");
    }
    assert_eq!(ana.get(EVENTS).await.each("id"), [event.id()], "nothing was made or changed");
    assert_eq!(ana.get(&event.path).await.header("etag"), event.etag);
}
