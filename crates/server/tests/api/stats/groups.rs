//! The numbers, against those of the list.

use serde_json::{Value, json};

use super::{STATS, a_season, listed, stats, worked_out};
use crate::support::{
    TestApp,
    given::{a_venue, an_event, with},
};

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The groups of one sort that an event is in.
fn keys(group: &str, event: &Value) -> Vec<String> {
    match (group, &event["venue"]) {
        ("city", _) => vec![text(&event["city"])],
        ("month", _) => vec![text(&event["starts_at"])[..7].to_owned()],
        ("tag", _) => event["tags"].as_array().unwrap().iter().map(text).collect(),
        (_, Value::Null) => vec![],
        (_, venue) => vec![format!("{} ({})", text(&venue["name"]), text(&venue["city"]))],
    }
}

#[tokio::test]
async fn every_group_comes_to_what_the_list_says() {
    let app = TestApp::start();
    a_season(&app).await;
    // Visits are written when it stops.
    let app = app.restart();
    let admin = app.admin().await;
    let events = listed(&admin, "").await;
    assert_eq!(events.iter().map(|event| event["views"].as_u64().unwrap()).sum::<u64>(), 18);
    for (group, size) in [("city", 4), ("month", 5), ("venue", 2), ("tag", 4)] {
        let found = stats(&admin, &format!("group_by={group}")).await;
        assert_eq!(found, worked_out(&events, |event| keys(group, event)), "{group}");
        assert_eq!(found.len(), size, "{group}");
    }
}

#[tokio::test]
async fn seats_are_the_events_own_or_those_of_its_venue() {
    let app = TestApp::start();
    let [ana, _] = a_season(&app).await;
    let found = stats(&ana, "group_by=city&city=recife").await;
    assert_eq!(found.len(), 1);
    // 3 of the hall and 2 of the event; 3 and 2 people have them, 2 and 2 wait, 6 need no seat.
    let expected = json!({"key": "Recife", "events": 3, "registered": 11, "waitlisted": 4, "capacity": 5, "fill_rate": 1.0});
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(found[0][member], *value, "{member}");
    }
}

#[tokio::test]
async fn the_fill_rate_is_null_where_no_event_has_a_number_of_seats() {
    let app = TestApp::start();
    let [ana, _] = a_season(&app).await;
    let found = stats(&ana, "group_by=city&city=caruaru").await;
    let of = |member: &str| &found[0][member];
    assert_eq!((of("registered"), of("capacity"), of("fill_rate")), (&json!(2), &json!(0), &json!(null)));
    assert!(found[0].as_object().unwrap().contains_key("fill_rate"), "null, and not left out");
}

#[tokio::test]
async fn what_differs_by_accents_and_case_alone_is_one_group() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (city, tag) in [("São João", "Forró"), ("sao joao", "FORRO"), ("SÃO JOÃO", "forró")] {
        let members = json!({"city": city, "tags": [tag, "x"]});
        ana.make_event(&with(&an_event("Baile"), &members)).await;
    }
    for (group, key) in [("city", "São João"), ("tag", "Forró")] {
        let found = stats(&ana, &format!("group_by={group}")).await;
        assert_eq!((&found[0]["key"], &found[0]["events"]), (&json!(key), &json!(3)), "the first spelling");
    }
}

#[tokio::test]
async fn a_venue_of_the_same_name_elsewhere_is_another_group() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for city in ["Recife", "Olinda"] {
        let venue = ana.make_venue(&with(&a_venue("Teatro"), &json!({"city": city}))).await;
        ana.make_event(&with(&an_event("Baile"), &json!({"venue_id": venue.id()}))).await;
    }
    ana.make_event(&an_event("nowhere")).await;
    let found = ana.get(&format!("{STATS}?group_by=venue")).await;
    assert_eq!(found.each("key"), ["Teatro (Olinda)", "Teatro (Recife)"]);
}
