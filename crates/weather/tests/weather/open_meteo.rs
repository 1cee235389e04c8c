use fasttrack_domain::{
    forecast::WeatherCondition::{Clear, Clouds, Rain, Snow},
    ports::{ForecastError, ForecastProvider as _},
};

use crate::{
    stub::{Reply, Stub},
    support::{city, forecast, lisboa, open_meteo, told},
};

pub const FORECAST: &str = include_str!("fixtures/open_meteo/forecast.json");
pub const SEARCH: &str = include_str!("fixtures/open_meteo/search.json");
const NOTHING: &str = include_str!("fixtures/open_meteo/nothing.json");
const REFUSAL: &str = include_str!("fixtures/open_meteo/refusal.json");

async fn answered(body: &str) -> Result<usize, String> {
    let stub = Stub::says([Reply::json(200, body)]).await;
    match open_meteo(&stub).series(&lisboa()).await {
        Ok(series) => Ok(series.unwrap().len()),
        Err(error) => {
            assert!(matches!(error, ForecastError::Nonsense(_)), "{error:?}");
            assert_eq!(stub.questions().len(), 1, "nonsense is not asked for again");
            Err(told(&error).1)
        }
    }
}

#[tokio::test]
async fn an_answer_becomes_a_series_without_the_hours_that_are_not_known() {
    let stub = Stub::says([Reply::json(200, FORECAST)]).await;
    let series = open_meteo(&stub).series(&lisboa()).await.unwrap().unwrap();
    assert_eq!(
        series,
        [
            forecast("2030-06-01T12:00:00Z", 17.4, Clear, "clear sky", 72, 3.61),
            forecast("2030-06-01T13:00:00Z", 17.0, Clouds, "partly cloudy", 74, 3.2),
            forecast("2030-06-01T14:00:00Z", 16.6, Rain, "slight rain", 77, 4.12),
            forecast("2030-06-01T17:00:00Z", -0.3, Snow, "heavy snowfall", 92, 5.03),
        ]
    );
    assert_eq!(
        stub.questions(),
        ["/v1/forecast?latitude=38.7167&longitude=-9.1333\
          &hourly=temperature_2m%2Crelative_humidity_2m%2Cweather_code%2Cwind_speed_10m\
          &wind_speed_unit=ms&timeformat=unixtime&forecast_days=16"]
    );
    let head = stub.heads().concat();
    assert!(head.contains(concat!("user-agent: fasttrack/", env!("CARGO_PKG_VERSION"))), "{head}");
}

#[tokio::test]
async fn a_city_is_found_first() {
    let stub = Stub::says([Reply::json(200, SEARCH), Reply::json(200, FORECAST)]).await;
    let series = open_meteo(&stub).series(&city("São João & Lisboa")).await.unwrap().unwrap();
    assert_eq!(series.len(), 4);
    let questions = stub.questions();
    assert_eq!(questions[0], "/v1/search?name=S%C3%A3o+Jo%C3%A3o+%26+Lisboa&count=1&language=en&format=json");
    assert!(questions[1].starts_with("/v1/forecast?latitude=38.7167&longitude=-9.1333&"), "{questions:?}");
}

#[tokio::test]
async fn a_city_that_nobody_knows_has_no_series() {
    for nothing in [NOTHING, r#"{"results":[]}"#] {
        let stub = Stub::says([Reply::json(200, nothing)]).await;
        assert_eq!(open_meteo(&stub).series(&city("Atlantis")).await.unwrap(), None);
        assert_eq!(stub.questions().len(), 1);
    }
}

#[tokio::test]
async fn a_city_beyond_the_poles_is_nonsense() {
    let stub = Stub::says([Reply::json(200, r#"{"results":[{"latitude":91.0,"longitude":0.0}]}"#)]).await;
    let error = open_meteo(&stub).series(&city("Lisboa")).await.unwrap_err();
    assert_eq!(stub.questions().len(), 1);
    assert!(told(&error).1.contains("coordinates out of range"), "{error:?}");
}

#[tokio::test]
async fn a_refusal_is_not_asked_for_again() {
    for status in [400, 401, 403, 404, 204] {
        let stub = Stub::says([Reply::json(status, REFUSAL)]).await;
        let error = open_meteo(&stub).series(&lisboa()).await.unwrap_err();
        let (later, words) = told(&error);
        assert!(!later && words.contains(&status.to_string()), "{words}");
        assert_eq!(stub.questions().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn hours_come_in_order_even_if_they_were_told_in_another() {
    let backwards = FORECAST.replace("1906545600, 1906549200", "1906549200, 1906545600");
    let stub = Stub::says([Reply::json(200, &backwards)]).await;
    let series = open_meteo(&stub).series(&lisboa()).await.unwrap().unwrap();
    assert!(series.is_sorted_by_key(|forecast| forecast.forecast_for), "{series:?}");
    assert_eq!(series[0].condition, Clouds);
}

#[tokio::test]
async fn an_hour_with_a_code_that_is_new_is_left_out() {
    for code in ["4", "42", "100", "65535"] {
        let body = FORECAST.replace("[0, 2, 61", &format!("[{code}, 2, 61"));
        assert_eq!(answered(&body).await, Ok(3), "{code}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_what_it_should_be_is_nonsense() {
    assert_eq!(answered(FORECAST).await, Ok(4));
    for (was, is) in [
        // What JSON cannot be.
        ("\"hourly\": {", "\"hourly\": ["),
        ("17.4", "1e999"),
        ("17.4", "NaN"),
        // Of another shape.
        ("\"hourly_units\"", "\"units\""),
        ("\"weather_code\": [", "\"weathercode\": ["),
        ("[0, 2, 61", "[0, -1, 61"),
        ("[0, 2, 61", "[0, 70000, 61"),
        ("17.4", "\"17.4\""),
        // Of unequal length.
        ("17.4, ", ""),
        ("1906545600, ", ""),
        ("72, ", "72, 72, "),
        ("[3.61, 3.2, 4.12, 4.5, 6.8, 5.03, 4.9, null]", "[]"),
        // In units that mean something else.
        ("\"°C\"", "\"°F\""),
        ("\"m/s\"", "\"km/h\""),
        // Out of range.
        ("17.4", "171.4"),
        ("17.4", "-171.4"),
        ("[72", "[101"),
        ("[72", "[-1"),
        ("[3.61", "[-3.61"),
        ("[3.61", "[361"),
        ("1906545600", "-1"),
        ("1906545600", "9223372036854775807"),
        ("1906545600", "19065456000000"),
    ] {
        assert!(FORECAST.contains(was), "{was}");
        let words = answered(&FORECAST.replace(was, is)).await.unwrap_err();
        assert!(words.contains("not the JSON") || words.contains("no sense"), "{was} {is}: {words}");
    }
    for garbage in ["", "null", "[]", "{}", "<html>busy</html>", "\u{1f327}", "[[[[[[[["] {
        assert!(answered(garbage).await.unwrap_err().contains("not the JSON"), "{garbage}");
    }
    let deep = "[".repeat(500_000);
    assert!(answered(&deep).await.unwrap_err().contains("not the JSON"));
}
