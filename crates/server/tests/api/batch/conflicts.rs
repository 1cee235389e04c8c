//! Rows that do not go with what is there, or with each other.

use serde_json::{Value, json};

use super::{BATCH, a_batch, errors, post, spoilt, total};
use crate::support::{
    Answer, Client, TestApp,
    given::{EVENTS, Made, a_booking, a_venue},
};

/// A batch in which some rows take a venue for some time of one day.
fn bookings(size: usize, venue: &Made, rows: &[(usize, &str, &str)]) -> Vec<Value> {
    let mut batch = a_batch(size);
    for (index, from, to) in rows {
        batch[*index] = a_booking(&format!("{index}"), venue, 10, from, to);
    }
    batch
}

/// Checks that a batch is refused for these double bookings and for nothing else.
#[track_caller]
fn assert_double_booked(refused: &Answer, pointers: &[&str]) {
    assert_eq!((refused.status, refused.code()), (409, "venue_double_booked"), "{refused:?}");
    let expected: Vec<_> = pointers.iter().map(|pointer| (*pointer, "venue_double_booked")).collect();
    assert_eq!(errors(&refused.json["errors"]), expected);
}

async fn a_hall(client: &Client) -> Made {
    client.make_venue(&a_venue("Salão")).await
}

#[tokio::test]
async fn a_double_booking_inside_a_batch_is_named_and_nothing_is_stored() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = a_hall(&ana).await;
    let rows = [(3, "18:00", "20:00"), (500, "20:00", "22:00"), (998, "19:59", "20:30")];
    let refused = post(&ana, &bookings(1_000, &hall, &rows)).await;
    assert_double_booked(&refused, &["/998/venue_id"]);
    assert_eq!(total(&ana).await, 0);
    let taken = post(&ana, &bookings(1_000, &hall, &rows[..2])).await;
    assert_eq!(taken.status, 201, "one after the other they may be");
}

#[tokio::test]
async fn a_double_booking_with_an_event_that_is_there_is_named_and_nothing_is_stored() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let hall = a_hall(&ana).await;
    rui.make_event(&a_booking("Baile", &hall, 10, "19:00", "21:00")).await;
    let rows = [(0, "20:59", "22:00"), (2, "12:00", "13:00"), (617, "10:00", "23:00")];
    let refused = post(&ana, &bookings(1_000, &hall, &rows)).await;
    assert_double_booked(&refused, &["/0/venue_id", "/617/venue_id"]);
    assert_eq!(total(&ana).await, 1, "his alone");
}

#[tokio::test]
async fn venues_that_are_unknown_or_too_small_are_pointed_at() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = a_hall(&ana).await;
    let nowhere = json!({"venue_id": "00000000-0000-7000-8000-000000000000"});
    let batch = spoilt(a_batch(20), 4, &nowhere);
    let batch = spoilt(batch, 9, &json!({"venue_id": hall.id(), "capacity": 101}));
    let batch = spoilt(batch, 10, &json!({"venue_id": hall.id(), "capacity": 100}));
    let refused = post(&ana, &batch).await;
    refused.assert_problem(BATCH, 422, "validation_failed");
    let expected = [("/4/venue_id", "unknown_venue"), ("/9/capacity", "capacity_above_venue")];
    assert_eq!(errors(&refused.json["errors"]), expected);
    assert_eq!(total(&ana).await, 0);
}

#[tokio::test]
async fn a_batch_does_not_lose_the_venue_to_an_event_that_goes_in_at_the_same_moment() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let hall = a_hall(&ana).await;
    for round in 1..=20 {
        let booking = |title: &str| a_booking(title, &hall, round, "20:00", "22:00");
        let (batch, single) = (spoilt(a_batch(50), 49, &booking("hers")), booking("his"));
        let (many, one) = tokio::join!(post(&ana, &batch), rui.post(EVENTS, &single));
        let venue = format!("{EVENTS}?venue_id={}&total=true&limit=1", hall.id());
        assert_eq!(ana.get(&venue).await.json["total"], round, "round {round}: one more");
        match (many.status, one.status) {
            (201, 409) => {}
            (409, 201) => assert_double_booked(&many, &["/49/venue_id"]),
            statuses => panic!("round {round}: {statuses:?}"),
        }
    }
    let stored = total(&ana).await.as_u64().unwrap();
    assert_eq!((stored - 20) % 49, 0, "whole batches, and single events: {stored}");
}

#[tokio::test]
async fn a_batch_may_be_tried_again_once_it_fits() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = a_hall(&ana).await;
    let event = ana.make_event(&a_booking("Baile", &hall, 10, "19:00", "21:00")).await;
    let batch = bookings(10, &hall, &[(6, "20:00", "22:00")]);
    assert_double_booked(&post(&ana, &batch).await, &["/6/venue_id"]);
    assert_eq!(ana.patch(&event.path, &json!({"status": "cancelled"})).await.status, 200);
    let made = post(&ana, &batch).await;
    assert_eq!(made.status, 201, "{made:?}");
}
