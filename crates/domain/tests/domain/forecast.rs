//! Forecasts: which one stands for an event, and the words for the weather.

use fasttrack_domain::{
    forecast::{Forecast, WeatherCondition},
    time::Timestamp,
};

use crate::coded;

fn at(raw: &str) -> Timestamp {
    Timestamp::parse(raw).unwrap()
}

fn series(times: &[&str]) -> Vec<Forecast> {
    let forecast = |time: &&str| Forecast {
        forecast_for: at(time),
        temperature_c: 20.0,
        condition: WeatherCondition::Clear,
        description: "clear sky".to_owned(),
        humidity_pct: 50,
        wind_mps: 3.0,
    };
    times.iter().map(forecast).collect()
}

fn nearest(times: &[&str], to: &str) -> Option<String> {
    Forecast::nearest(&series(times), at(to)).map(|forecast| forecast.forecast_for.to_string())
}

#[test]
fn the_nearest_forecast_stands_for_an_event() {
    let hours = ["2030-06-01T12:00:00Z", "2030-06-01T13:00:00Z", "2030-06-01T14:00:00Z"];
    for (start, expected) in [
        ("2030-06-01T12:00:00Z", "2030-06-01T12:00:00Z"),
        ("2030-06-01T12:29:59.999999Z", "2030-06-01T12:00:00Z"),
        // Between two, the earlier.
        ("2030-06-01T12:30:00Z", "2030-06-01T12:00:00Z"),
        ("2030-06-01T12:30:00.000001Z", "2030-06-01T13:00:00Z"),
        ("2030-06-01T13:59:00Z", "2030-06-01T14:00:00Z"),
        ("2030-06-01T11:00:00Z", "2030-06-01T12:00:00Z"),
        ("2030-06-01T15:00:00Z", "2030-06-01T14:00:00Z"),
    ] {
        assert_eq!(nearest(&hours, start).as_deref(), Some(expected), "{start}");
    }
}

#[test]
fn a_forecast_further_than_three_hours_away_stands_for_nothing() {
    let one = ["2030-06-01T12:00:00Z"];
    for near in ["2030-06-01T09:00:00Z", "2030-06-01T15:00:00Z"] {
        assert!(nearest(&one, near).is_some(), "{near}");
    }
    for far in ["2030-06-01T08:59:59.999999Z", "2030-06-01T15:00:00.000001Z", "9999-12-31T23:59:59.999999Z"] {
        assert_eq!(nearest(&one, far), None, "{far}");
    }
    assert_eq!(nearest(&[], "2030-06-01T12:00:00Z"), None);
}

/// Every three hours is near enough: there is no time between two that has none.
#[test]
fn between_steps_of_a_few_hours_every_event_has_its_forecast() {
    let steps = ["2030-06-01T12:00:00Z", "2030-06-01T15:00:00Z", "2030-06-01T21:00:00Z"];
    for hour in 9..24 {
        assert!(nearest(&steps, &format!("2030-06-01T{hour:02}:00:00Z")).is_some(), "{hour}");
    }
}

#[test]
fn the_words_of_the_weather_come_back() {
    for condition in WeatherCondition::ALL {
        assert_eq!(condition.as_str().parse(), Ok(condition));
    }
    for other in ["", "Clear", "sunny", "clear "] {
        assert_eq!(coded(other.parse::<WeatherCondition>()), Err("invalid_condition"), "{other}");
    }
}
