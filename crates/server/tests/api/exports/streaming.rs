//! A file is written while it is read.

use std::collections::BTreeSet;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{EXPORT, export};
use crate::support::{
    Client, TestApp,
    given::{EVENTS, an_event, with},
};

/// Events of two pages, one a minute, too large for all buffers between here and there: 40 kB each.
async fn a_large_programme(client: &Client) {
    let description = "🎉".repeat(10_000);
    let event = |i| {
        let starts_at = format!("2131-03-14T{:02}:{:02}:00Z", i / 60, i % 60);
        with(&an_event(&format!("{i}")), &json!({"starts_at": starts_at, "description": description}))
    };
    let batch: Vec<Value> = (0..1_000).map(event).collect();
    let answer = client.post("/api/v1/events/batch", &json!(batch)).await;
    assert_eq!(answer.status, 201, "{:.300}", answer.text);
}

async fn begin(client: &Client) -> (Response, Vec<u8>) {
    let request = client.request(Method::GET, &format!("{EXPORT}?format=ndjson"));
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let first = response.chunk().await.unwrap().unwrap().to_vec();
    (response, first)
}

/// The titles of the whole file, whose beginning was read already.
async fn titles(mut response: Response, mut bytes: Vec<u8>) -> Vec<String> {
    while let Some(chunk) = response.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    let lines = std::str::from_utf8(&bytes).unwrap().lines();
    let event = |line| serde_json::from_str::<Value>(line).unwrap();
    lines.map(|line| event(line)["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_first_bytes_come_before_the_last_page_is_read() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_large_programme(&ana).await;
    let (response, first) = begin(&ana).await;
    ana.make_event(&with(&an_event("late"), &json!({"starts_at": "2132-01-01T00:00:00Z"}))).await;
    let titles = titles(response, first).await;
    assert_eq!(
        (titles.len(), titles.last().unwrap().as_str()),
        (1_001, "late"),
        "it is on a page not read then"
    );
}

#[tokio::test]
async fn who_goes_away_in_the_middle_does_no_harm() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_large_programme(&ana).await;
    for _ in 0..10 {
        let (response, first) = begin(&ana).await;
        assert!(!first.is_empty());
        drop(response);
    }
    // Nothing is held that others need.
    ana.make_event(&an_event("afterwards")).await;
    assert_eq!(export(&ana, "format=csv&q=afterwards").await.lines().count(), 2);
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    let log = app.stop();
    assert!(!log.contains("panic") && !log.contains("\"level\":\"ERRO"), "{log:.2000}");
}

#[tokio::test]
async fn what_comes_and_goes_meanwhile_hides_and_repeats_no_other() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    a_large_programme(&ana).await;
    // The last of each page goes, on which the cursors stand.
    let paths: Vec<String> = {
        let pages = ana.pages(&format!("{EVENTS}?limit=100")).await;
        pages.iter().flat_map(|page| page.each("id")).map(|id| format!("{EVENTS}/{id}")).collect()
    };
    let (response, first) = begin(&ana).await;
    for page in 1..=2 {
        assert_eq!(ana.delete(&paths[page * 500 - 1]).await.status, 204);
        let between = json!({"starts_at": format!("2131-03-14T0{page}:00:30Z")});
        ana.make_event(&with(&an_event(&format!("new {page}")), &between)).await;
    }
    let titles = titles(response, first).await;
    let unique: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(unique.len(), titles.len(), "none comes twice");
    let gone = |i: usize| i % 500 == 499;
    let stayed: Vec<String> = (0..1_000).filter(|i| !gone(*i)).map(|i| i.to_string()).collect();
    assert_eq!(stayed.iter().find(|title| !unique.contains(title)), None, "none is hidden");
}
