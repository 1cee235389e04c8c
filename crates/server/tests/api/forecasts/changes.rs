//! What a forecast has to do with its event.

use reqwest::Method;
use serde_json::{Value, json};

use super::{an_event_in, ended, in_days, path_of, server_of, until, warmth};
use crate::support::{
    TestApp,
    given::{a_venue, with},
    weather::{Mood, Weather},
};

#[tokio::test]
async fn a_new_event_has_its_forecast_soon() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[]);
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    let seen = until(&ana, &event, |event| event["forecast"].is_object()).await;

    let expected = json!({
        "provider": "open-meteo",
        "forecast_for": seen["forecast"]["forecast_for"],
        "temperature_c": 41.0,
        "condition": "clouds",
        "description": seen["forecast"]["description"],
        "humidity_pct": 60,
        "wind_mps": 3.5,
        "fetched_at": seen["forecast"]["fetched_at"],
    });
    assert_eq!(seen["forecast"], expected);
    // By itself it also says whether it is old, which moves with time and not with the event.
    let path = path_of(&event);
    let answer = app.viewer("rui").await.get(&path).await;
    assert_eq!(answer.json, with(&expected, &json!({"stale": false})));
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!(answer.header("etag"), "");

    // The job was its owner's.
    let jobs = ana.get("/api/v1/jobs?kind=forecasts.refresh").await;
    assert_eq!(jobs.json["items"][0]["result"], json!({"outcome": "fetched"}), "{jobs:?}");
    assert_eq!(
        (jobs.json["items"].as_array().unwrap().len(), &jobs.json["items"][0]["attempts"]),
        (1, &json!(1))
    );
}

/// What was said of where it was is gone with the answer to the move; what is said of where it is comes.
#[tokio::test]
async fn an_event_that_moves_loses_its_forecast_at_once_and_gets_another() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[]);
    let ana = app.editor("ana").await;
    let hall = with(&a_venue("Coliseu"), &json!({"latitude": 12.5, "longitude": -8.0}));
    let hall = ana.make_venue(&hall).await;
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    until(&ana, &event, |event| *warmth(event) == 41.0).await;

    let moved = ana.patch(&event.path, &json!({"city": "Faro"})).await;
    assert_eq!((moved.status, &moved.json["forecast"]), (200, &Value::Null), "{moved:?}");
    until(&ana, &event, |event| *warmth(event) == 37.0).await;

    // To a venue that says exactly where it is, in whatever city.
    let moved = ana.patch(&event.path, &json!({"venue_id": hall.id()})).await;
    assert_eq!((moved.status, &moved.json["forecast"]), (200, &Value::Null), "{moved:?}");
    until(&ana, &event, |event| *warmth(event) == 12.5).await;

    // To another day.
    let then = in_days(5);
    let moved = ana.patch(&event.path, &json!({"starts_at": then})).await;
    assert_eq!((moved.status, &moved.json["forecast"]), (200, &Value::Null), "{moved:?}");
    let seen = until(&ana, &event, |event| event["forecast"].is_object()).await;
    let day = |at: &Value| at.as_str().unwrap()[..10].to_owned();
    assert!(day(&seen["forecast"]["forecast_for"]) >= day(&json!(then)), "{seen}");

    // Any other edit leaves it alone.
    let edited = ana.patch(&event.path, &json!({"title": "Baile"})).await;
    assert_eq!(edited.json["forecast"], seen["forecast"]);
    let cancelled = ana.patch(&event.path, &json!({"status": "cancelled"})).await;
    assert_eq!((cancelled.status, &cancelled.json["forecast"]), (200, &Value::Null), "{cancelled:?}");
    let path = path_of(&event);
    ana.get(&path).await.assert_problem(&path, 404, "forecast_unavailable");
}

#[tokio::test]
async fn a_venue_that_moves_takes_the_forecasts_of_its_events_away() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[]);
    let ana = app.editor("ana").await;
    let hall = ana.make_venue(&a_venue("Coliseu")).await;
    let event = with(&an_event_in("Porto", 3), &json!({"venue_id": hall.id()}));
    let event = ana.make_event(&event).await;
    until(&ana, &event, |event| *warmth(event) == 41.0).await;
    let moved = json!({"latitude": 12.5, "longitude": -8.0});
    assert_eq!(ana.patch(&hall.path, &moved).await.status, 200);
    until(&ana, &event, |event| event["forecast"].is_null()).await;
}

/// A forecast is a change that is seen, a look is none.
#[tokio::test]
async fn the_entity_tag_changes_with_the_forecast_and_not_with_looks() {
    let weather = Weather::that_is(Mood::Drips).await;
    let app = server_of(&weather, &[("FORECAST_TIMEOUT", "300ms")]);
    let ana = app.editor("ana").await;
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    for _ in 0..3 {
        let look = ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
        assert_eq!((look.status, look.header("etag")), (304, event.etag.as_str()));
    }
    weather.becomes(Mood::Well);
    until(&ana, &event, |event| event["forecast"].is_object()).await;
    let changed = ana.send(Method::GET, &event.path, ("if-none-match", &event.etag), &Value::Null).await;
    assert_eq!((changed.status, warmth(&changed.json)), (200, &json!(41.0)), "{changed:?}");
    assert_ne!(changed.header("etag"), event.etag);
    // Nobody edited it: who has seen it before may still change it.
    assert_eq!(changed.json["version"], event.json["version"]);
    let tag = changed.header("etag").to_owned();
    let again = ana.send(Method::GET, &event.path, ("if-none-match", &tag), &Value::Null).await;
    assert_eq!(again.status, 304, "{again:?}");
    let edit = json!({"title": "Baile"});
    let edited = ana.send(Method::PATCH, &event.path, ("if-match", &event.etag), &edit).await;
    assert_eq!(edited.status, 200, "{edited:?}");
}

#[tokio::test]
async fn what_has_no_weather_yet_or_ever_has_no_forecast() {
    let weather = Weather::that_is(Mood::Well).await;
    let app = server_of(&weather, &[]);
    let ana = app.editor("ana").await;
    let online = ana.make_venue(&with(&a_venue("Zoom"), &json!({"type": "online"}))).await;
    let far = ana.make_event(&an_event_in("Porto", 30)).await;
    let nowhere = ana.make_event(&an_event_in("Atlantis", 3)).await;
    let call = ana.make_event(&with(&an_event_in("Porto", 3), &json!({"venue_id": online.id()}))).await;
    for (event, outcome) in [(far, "beyond_horizon"), (nowhere, "unknown_place"), (call, "no_weather")] {
        let path = path_of(&event);
        ana.get(&path).await.assert_problem(&path, 404, "forecast_unavailable");
        // Who asks for it is told why.
        let asked = ana.post(&format!("{path}/refresh"), &Value::Null).await;
        assert_eq!(asked.status, 202, "{asked:?}");
        let location = asked.header("location").to_owned();
        assert_eq!(location, format!("/api/v1/jobs/{}", asked.json["job"]["id"].as_str().unwrap()));
        let job = ended(&ana, &location).await;
        assert_eq!(job["result"], json!({"outcome": outcome}), "{job}");
        ana.get(&path).await.assert_problem(&path, 404, "forecast_unavailable");
    }
}

/// Whoever may change the event may have it asked for, and sees one job do so.
#[tokio::test]
async fn one_job_asks_however_many_want_it() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let event = ana.make_event(&an_event_in("Porto", 3)).await;
    let path = format!("{}/refresh", path_of(&event));
    let first = ana.post(&path, &Value::Null).await;
    assert_eq!((first.status, &first.json["job"]["kind"]), (202, &json!("forecasts.refresh")));
    assert_eq!((&first.json["job"]["state"], &first.json["job"]["result"]), (&json!("queued"), &Value::Null));
    for who in [&ana, &app.admin().await] {
        let again = who.post(&path, &Value::Null).await;
        assert_eq!((again.status, &again.json), (202, &first.json));
        assert_eq!(who.get(again.header("location")).await.json, first.json["job"]);
    }
    rui.post(&path, &Value::Null).await.assert_problem(&path, 403, "not_owner");
    // A draft is nothing that others know of.
    let draft = with(&an_event_in("Porto", 3), &json!({"status": "draft"}));
    let draft = ana.make_event(&draft).await;
    let hidden = path_of(&draft);
    rui.get(&hidden).await.assert_problem(&hidden, 404, "not_found");
    let hidden = format!("{hidden}/refresh");
    rui.post(&hidden, &Value::Null).await.assert_problem(&hidden, 404, "not_found");
}
