//! Which events are counted, and on which page.

use serde_json::{Value, json};

use super::{STATS, a_season, listed, stats, worked_out};
use crate::support::{
    TestApp,
    given::{an_event, with},
};

fn city(event: &Value) -> Vec<String> {
    vec![event["city"].as_str().unwrap().to_owned()]
}

#[tokio::test]
async fn filters_are_those_of_the_list() {
    let app = TestApp::start();
    let [ana, rui] = a_season(&app).await;
    let by_rui = format!("created_by={}", rui.me().await["id"].as_str().unwrap());
    for (query, cities) in [
        ("q=recife", 1),
        ("city=OLINDA", 1),
        ("tag=rust", 2),
        ("status=published", 3),
        ("status=draft", 1),
        ("starts_after=2131-03-01T12:00:00Z", 3),
        ("starts_before=2131-02-01T12:00:00Z", 1),
        ("starts_after=2131-02-01T00:00:00Z&starts_before=2131-03-01T00:00:00Z", 2),
        ("has_seats=true", 4),
        ("has_seats=true&city=recife", 1),
        (&by_rui, 2),
        ("q=nothing", 0),
    ] {
        let found = stats(&ana, &format!("group_by=city&{query}")).await;
        assert_eq!(found, worked_out(&listed(&ana, query).await, city), "{query}");
        assert_eq!(found.len(), cities, "{query}");
    }
}

#[tokio::test]
async fn drafts_count_for_their_owner_and_admins() {
    let app = TestApp::start();
    let [ana, rui] = a_season(&app).await;
    for (who, client, events) in [
        ("ana", &ana, 7),
        ("rui", &rui, 7),
        ("a viewer", &app.viewer("eva").await, 6),
        ("an admin", &app.admin().await, 8),
    ] {
        let found = stats(client, "group_by=city").await;
        assert_eq!(found.iter().map(|group| group["events"].as_u64().unwrap()).sum::<u64>(), events, "{who}");
        assert_eq!(found, worked_out(&listed(client, "").await, city), "{who}");
    }
}

#[tokio::test]
async fn pages_give_every_key_once_and_in_order() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let names = ["Água", "agua", "Belém", "belo", "Ção", "Zé", "é", "É!", "🎉", "東京", "a b", "a  b", "a-b"];
    let batch: Vec<Value> = names
        .iter()
        .map(|city| with(&an_event("Baile"), &json!({"city": city, "tags": [city, "common"]})))
        .collect();
    assert_eq!(ana.post("/api/v1/events/batch", &json!(batch)).await.status, 201);
    for group in ["city", "tag", "month", "venue"] {
        let whole: Vec<String> = stats(&ana, &format!("group_by={group}"))
            .await
            .iter()
            .map(|item| item["key"].as_str().unwrap().to_owned())
            .collect();
        for limit in [1, 2, 5] {
            let pages = ana.pages(&format!("{STATS}?group_by={group}&limit={limit}")).await;
            let keys: Vec<String> = pages.iter().flat_map(|page| page.each("key")).collect();
            assert_eq!(keys, whole, "{group} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_cursor_fits_its_group_and_filters_only() {
    let app = TestApp::start();
    let [ana, _] = a_season(&app).await;
    let first = ana.get(&format!("{STATS}?group_by=city&limit=1")).await;
    let cursor = first.json["next_cursor"].as_str().unwrap();
    for query in ["group_by=tag", "group_by=city&tag=rust"] {
        let refused = ana.get(&format!("{STATS}?{query}&cursor={cursor}")).await;
        assert_eq!(refused.pointers(), ["cursor"], "{query}");
    }
    assert_eq!(ana.get(first.next().unwrap()).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_asked_is_pointed_at() {
    let app = TestApp::start();
    let eva = app.viewer("eva").await;
    for (query, pointer) in [
        ("group_by=owner", "group_by"),
        ("group_by=", "group_by"),
        ("group_by=City", "group_by"),
        ("", "group_by"),
        ("group_by=city&sort=title", "sort"),
        ("group_by=city&total=true", "total"),
        ("group_by=city&status=secret", "status"),
        ("group_by=city&limit=101", "limit"),
        ("group_by=city&cursor=abc", "cursor"),
    ] {
        assert_eq!(eva.get(&format!("{STATS}?{query}")).await.pointers(), [pointer], "{query}");
    }
}
