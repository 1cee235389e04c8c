//! What no job of its own asks for is found by a sweep, as it comes when a server that works starts.

use serde_json::{Value, json};

use super::{an_event_in, ended, server_of, until, warmth};
use crate::support::weather::{Mood, Weather};

#[tokio::test]
async fn events_without_jobs_are_swept_and_each_city_is_asked_for_once() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[("WORKER", "off")]);
    let admin = app.admin().await;
    let cities = ["Porto", "Faro", "Atlantis", "Porto", "porto", "Braga", "Porto"];
    let batch: Vec<Value> =
        cities.iter().map(|city| an_event_in(city, 3)).chain([an_event_in("Faro", 40)]).collect();
    let made = admin.post("/api/v1/events/batch", &json!(batch)).await;
    assert_eq!(made.status, 201, "{made:?}");
    let jobs = admin.get("/api/v1/jobs?kind=forecasts.refresh").await;
    assert_eq!(jobs.json["items"].as_array().unwrap().len(), 7, "one for each event that is soon: {jobs:?}");
    // As if they had been imported.
    app.engines().execute("DELETE FROM jobs");

    let settings = weather.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let worker = app.another(&settings);
    let admin = worker.admin().await;
    let last = admin.make_event(&an_event_in("Faro", 50)).await;
    until(&admin, &last, |_| true).await;
    let sweep = loop {
        let jobs = admin.get("/api/v1/jobs?kind=forecasts.sweep").await;
        if let Some(job) = jobs.json["items"].as_array().unwrap().first() {
            break format!("/api/v1/jobs/{}", job["id"].as_str().unwrap());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let job = ended(&admin, &sweep).await;
    let result = json!({"asked": 4, "fetched": 6, "unknown_places": 1, "refused": 0});
    assert_eq!((&job["state"], &job["result"]), (&json!("succeeded"), &result), "{job}");
    assert_eq!(job["progress"], json!({"done": 4, "total": null}), "{job}");
    let searches = weather.questions().iter().filter(|asked| asked.starts_with("/v1/search")).count();
    let forecasts = weather.questions().iter().filter(|asked| asked.starts_with("/v1/forecast")).count();
    assert_eq!((searches, forecasts), (4, 3));
    let events = admin.get("/api/v1/events?limit=100").await;
    for event in events.json["items"].as_array().unwrap() {
        let expected = match event["city"].as_str().unwrap() {
            "Porto" | "porto" => json!(41.0),
            "Braga" => json!(42.0),
            "Faro" if event["starts_at"].as_str() < Some(&super::in_days(10)) => json!(37.0),
            _ => Value::Null,
        };
        assert_eq!(warmth(event), &expected, "{event}");
    }
}
