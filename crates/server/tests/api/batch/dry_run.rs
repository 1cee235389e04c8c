//! What would become of a batch.

use serde_json::{Value, json};

use super::{BATCH, a_batch, errors, post, spoilt, total};
use crate::support::{
    Answer, Client, TestApp,
    given::{a_booking, a_venue},
};

async fn dry_run(client: &Client, batch: &[Value]) -> Answer {
    client.post(&format!("{BATCH}?dry_run=true"), &json!(batch)).await
}

#[tokio::test]
async fn a_dry_run_answers_for_each_item_and_stores_nothing() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let hall = ana.make_venue(&a_venue("Salão")).await;
    ana.make_event(&a_booking("Baile", &hall, 10, "19:00", "21:00")).await;
    let mut batch = a_batch(9);
    batch = spoilt(batch, 1, &json!({"title": "", "capacity": -1}));
    batch[2] = a_booking("2", &hall, 10, "20:00", "22:00");
    batch[3] = a_booking("3", &hall, 11, "20:00", "22:00");
    batch[4] = a_booking("4", &hall, 11, "21:00", "23:00");
    batch = spoilt(batch, 5, &json!({"venue_id": "00000000-0000-7000-8000-000000000000"}));
    batch = spoilt(batch, 6, &json!({"venue_id": hall.id(), "capacity": 101}));
    batch[7] = json!(null);
    let answer = dry_run(&ana, &batch).await;
    assert_eq!((answer.status, &answer.json["next_cursor"]), (200, &json!(null)), "{answer:?}");
    let items = answer.json["items"].as_array().unwrap();
    let expected: [&[(&str, &str)]; 9] = [
        &[],
        &[("/1/title", "required"), ("/1/capacity", "out_of_range")],
        &[("/2/venue_id", "venue_double_booked")],
        &[],
        &[("/4/venue_id", "venue_double_booked")],
        &[("/5/venue_id", "unknown_venue")],
        &[("/6/capacity", "capacity_above_venue")],
        &[("/7", "invalid_type")],
        &[],
    ];
    assert_eq!(items.len(), expected.len());
    for (index, (item, expected)) in items.iter().zip(expected).enumerate() {
        let mut found = errors(&item["errors"]);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "item {index}");
        assert_eq!((&item["index"], &item["valid"]), (&json!(index), &json!(expected.is_empty())));
    }
    assert_eq!(total(&ana).await, 1, "nothing is stored");
}

#[tokio::test]
async fn what_a_dry_run_finds_good_goes_in_afterwards() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let answer = dry_run(&ana, &a_batch(1_000)).await;
    let items = answer.json["items"].as_array().unwrap();
    assert!(items.len() == 1_000 && items.iter().all(|item| item["valid"] == true), "{:.500}", answer.text);
    assert_eq!(total(&ana).await, 0);
    assert_eq!(post(&ana, &a_batch(1_000)).await.status, 201);
    assert_eq!(total(&ana).await, 1_000);
}

#[tokio::test]
async fn whether_it_is_a_dry_run_must_be_clear() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for query in ["dry_run=yes", "dry_run=", "dryrun=true"] {
        let refused = ana.post(&format!("{BATCH}?{query}"), &json!(a_batch(1))).await;
        assert_eq!(refused.pointers(), [query.split('=').next().unwrap()], "{query}");
    }
    assert_eq!(total(&ana).await, 0);
    let viewer = dry_run(&app.viewer("eva").await, &a_batch(1)).await;
    viewer.assert_problem(BATCH, 403, "insufficient_scope");
}
