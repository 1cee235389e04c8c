//! Good rows, and rows that are bad by themselves.

use std::collections::BTreeSet;

use serde_json::json;

use super::{a_batch, errors, post, spoilt, total};
use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, with},
};

#[tokio::test]
async fn a_thousand_events_are_made_in_one_request() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let batch = spoilt(a_batch(1_000), 17, &json!({"venue_id": venue.id(), "tags": ["Forró", "dança"]}));
    let made = post(&ana, &batch).await;
    assert_eq!(made.status, 201, "{:.500}", made.text);
    assert_eq!(made.json["next_cursor"], json!(null));
    let titles: Vec<_> = made.json["items"].as_array().unwrap().iter().map(|e| e["title"].clone()).collect();
    assert_eq!(titles, (0..1_000).map(|i| json!(i.to_string())).collect::<Vec<_>>(), "in their order");

    assert_eq!(total(&ana).await, 1_000);
    let pages = ana.pages(&format!("{EVENTS}?limit=100")).await;
    let listed: BTreeSet<_> = pages.iter().flat_map(|page| page.each("id")).collect();
    let ids = made.json["items"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned());
    assert_eq!(listed, ids.collect());
    let seventeenth = &made.json["items"][17];
    let found = ana.get(&format!("{EVENTS}/{}", seventeenth["id"].as_str().unwrap())).await;
    assert_eq!(found.json, *seventeenth, "each as a GET shows it");
    assert_eq!(found.json["venue"]["id"], venue.id());
}

#[tokio::test]
async fn one_bad_row_of_a_thousand_is_named_and_nothing_is_stored() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (members, pointer, code) in [
        (json!({"title": ""}), "/617/title", "required"),
        (json!({"starts_at": "tomorrow"}), "/617/starts_at", "invalid_timestamp"),
        (json!({"colour": "red"}), "/617/colour", "unknown_field"),
        (json!({"capacity": 0}), "/617/capacity", "out_of_range"),
    ] {
        let refused = post(&ana, &spoilt(a_batch(1_000), 617, &members)).await;
        refused.assert_problem(super::BATCH, 422, "validation_failed");
        assert_eq!(refused.misfit(), Some((pointer, code)), "{members}");
        assert_eq!(total(&ana).await, 0, "{members}");
    }
}

#[tokio::test]
async fn every_bad_row_and_field_is_named_at_once() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let mut batch = a_batch(12);
    batch[1] = with(&batch[1], &json!({"title": "", "city": " ", "time_zone": "Mars/Olympus"}));
    batch[5] = json!({"title": "no more than that"});
    batch[7] = json!("no object at all");
    batch[10] = with(&batch[10], &json!({"ends_at": "1999-01-01T00:00:00Z"}));
    let refused = post(&ana, &batch).await;
    refused.assert_problem(super::BATCH, 422, "validation_failed");
    let named: BTreeSet<&str> = errors(&refused.json["errors"]).iter().map(|(pointer, _)| *pointer).collect();
    for pointer in ["/1/city", "/1/time_zone", "/1/title", "/7", "/10/ends_at"] {
        assert!(named.contains(pointer), "{pointer} is missing in {named:?}");
    }
    assert!(named.iter().any(|pointer| pointer.starts_with("/5/")), "{named:?}");
    assert!(named.iter().all(|p| ["/1/", "/5/", "/7", "/10/"].iter().any(|row| p.starts_with(row))));
    assert_eq!(total(&ana).await, 0);
}

#[tokio::test]
async fn who_may_make_no_event_may_make_no_batch() {
    let app = TestApp::start();
    let refused = post(&app.viewer("eva").await, &a_batch(2)).await;
    refused.assert_problem(super::BATCH, 403, "insufficient_scope");
    assert_eq!(total(&app.admin().await).await, 0);
}
