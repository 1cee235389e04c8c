//! The weather at events, from a provider that may be there or not.

mod changes;
mod outages;
mod sweeps;

use std::time::Instant;

use chrono::{SecondsFormat, TimeDelta};
use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;
use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{Made, an_event, with},
    process::PATIENCE,
    weather::Weather,
};

/// An event in a city, in so many days.
pub fn an_event_in(city: &str, days: i64) -> Value {
    with(&an_event(city), &json!({"city": city, "starts_at": in_days(days)}))
}

/// To the second.
fn in_days(days: i64) -> String {
    (SystemClock.now().to_utc() + TimeDelta::days(days)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn server_of(weather: &Weather, more: &[(&str, &str)]) -> TestApp {
    let settings = weather.settings();
    let mut all: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(more);
    TestApp::start_with(&all)
}

/// Waits until the event is as it should be, and tells how it is then. Without a look at it: that would
/// count.
pub async fn until(client: &Client, event: &Made, fits: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let list = client.get("/api/v1/events?limit=100").await;
        let items = list.json["items"].as_array().unwrap();
        let seen = items.iter().find(|seen| seen["id"] == event.json["id"]).unwrap();
        if fits(seen) {
            return seen.clone();
        }
        assert!(Instant::now() < deadline, "{seen}; jobs: {}", client.get("/api/v1/jobs").await.text);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Waits until the job at this address is over.
async fn ended(client: &Client, location: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let job = client.get(location).await.json;
        if job["finished_at"].is_string() {
            return job;
        }
        assert!(Instant::now() < deadline, "{job}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// How warm it is to be at an event; `null` without a forecast.
fn warmth(event: &Value) -> &Value {
    &event["forecast"]["temperature_c"]
}

fn path_of(event: &Made) -> String {
    format!("{}/forecast", event.path)
}
