//! A provider that is down, slow or mad is no matter of who makes an event.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{an_event_in, path_of, server_of, until, warmth};
use crate::support::{
    Client, TestApp,
    given::EVENTS,
    process::PATIENCE,
    weather::{Mood, Weather},
};

/// How long a question may take here: whoever waited for it would be that late.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Waits for something to happen.
async fn until_seen(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !happened().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn attempts(client: &Client) -> u64 {
    let jobs = client.get("/api/v1/jobs?kind=forecasts.refresh&limit=100").await;
    jobs.json["items"].as_array().unwrap().iter().map(|job| job["attempts"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn an_event_is_made_at_once_and_its_forecast_comes_after_the_outage() {
    for mood in [Mood::Down, Mood::Drips, Mood::Garbage] {
        let weather = Weather::that_is(mood).await;
        let app = server_of(&weather, &[("FORECAST_TIMEOUT", "2s"), ("FORECAST_BREAKER_FAILURES", "1000")]);
        let ana = app.editor("ana").await;
        let first = ana.make_event(&an_event_in("Porto", 3)).await;
        until_seen("it is asked", async || weather.asked() >= 1).await;
        // While it is asked, and answers with a byte a second.
        let begun = Instant::now();
        let second = ana.post(EVENTS, &an_event_in("Faro", 3)).await;
        assert_eq!(second.status, 201, "{mood:?}: {second:?}");
        assert!(begun.elapsed() < TIMEOUT, "{mood:?}: {:?}", begun.elapsed());
        assert_eq!(second.json["forecast"], Value::Null);
        let path = path_of(&first);
        ana.get(&path).await.assert_problem(&path, 404, "forecast_unavailable");

        weather.becomes(Mood::Well);
        until(&ana, &first, |event| *warmth(event) == 41.0).await;
    }
}

/// As it is seen by who answers: nobody asks, though jobs are tried; and then one after the other again.
#[tokio::test]
async fn a_provider_that_does_not_answer_is_left_alone_until_it_does() {
    for mood in [Mood::Drips, Mood::Garbage] {
        left_alone_until_it_does(mood).await;
    }
}

async fn left_alone_until_it_does(mood: Mood) {
    let weather = Weather::that_is(mood).await;
    let app = server_of(
        &weather,
        &[
            ("FORECAST_TIMEOUT", "100ms"),
            ("FORECAST_BREAKER_FAILURES", "2"),
            ("FORECAST_BREAKER_PAUSE", "1s"),
            ("FORECAST_BREAKER_MAX_PAUSE", "1s"),
            ("WORKER_CONCURRENCY", "1"),
        ],
    );
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    // Each attempt that asks is one question: the others were told without.
    until_seen("it is left alone", async || attempts(&ana).await >= weather.asked() as u64 + 3).await;
    weather.becomes(Mood::Well);
    until(&ana, &event, |event| *warmth(event) == 41.0).await;
    let before = weather.asked();
    // It is asked as ever: for a city that it was not asked for.
    let other = ana.make_event(&an_event_in("Faro", 3)).await;
    until(&ana, &other, |event| *warmth(event) == 37.0).await;
    assert_eq!(weather.asked(), before + 2, "where it is, and what the weather is");
    let log = app.stop();
    let at = |line: &str| log.find(line).unwrap_or_else(|| panic!("no line {line:?} in {log}"));
    assert!(at("does not answer: leaving it alone") < at("the forecast provider answers"), "{log}");
}

/// Served as it is; it comes anew behind that.
#[tokio::test]
async fn a_stale_forecast_is_shown_and_fetched_behind_that() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[]);
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    until(&ana, &event, |event| event["forecast"].is_object()).await;
    grow_old(&app);
    let path = path_of(&event);
    // Once the old one is no longer in any cache.
    until_seen("it is stale", async || ana.get(&path).await.json["stale"] == json!(true)).await;
    until_seen("it is fresh", async || ana.get(&path).await.json["stale"] == json!(false)).await;
}

/// All forecasts are two days older.
fn grow_old(app: &TestApp) {
    let (engines, update) = (app.engines(), "UPDATE event_forecasts SET fetched_at = fetched_at");
    engines.execute(&match engines.url.starts_with("sqlite://") {
        true => format!("{update} - 2 * 86400000000"),
        false => format!("{update} - interval '2 days'"),
    });
}
