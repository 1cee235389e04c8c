use fasttrack_domain::{
    forecast::WeatherCondition::{self, Clear, Clouds, Fog, Rain, Snow, Thunderstorm},
    ports::{ForecastError, ForecastProvider as _},
};
use fasttrack_weather::{OpenWeatherMap, SettingsError, WeatherSettings};

use crate::{
    stub::{Reply, Stub},
    support::{KEY, city, forecast, lisboa, open_weather_map, settings, told},
};

const FORECAST: &str = include_str!("fixtures/open_weather_map/forecast.json");
const NO_CITY: &str = include_str!("fixtures/open_weather_map/city_not_found.json");
const NO_KEY: &str = include_str!("fixtures/open_weather_map/invalid_key.json");

#[tokio::test]
async fn an_answer_becomes_a_series_without_the_steps_that_are_not_known() {
    let stub = Stub::says([Reply::json(200, FORECAST)]).await;
    let series = open_weather_map(&stub).series(&lisboa()).await.unwrap().unwrap();
    assert_eq!(
        series,
        [
            forecast("2030-06-01T15:00:00Z", 16.2, Rain, "light rain", 78, 4.21),
            forecast("2030-06-01T18:00:00Z", 18.9, Clear, "few clouds", 61, 3.05),
            forecast("2030-06-02T03:00:00Z", 15.2, Thunderstorm, "thunderstorm", 88, 9.4),
        ]
    );
    let question = format!("/data/2.5/forecast?lat=38.7167&lon=-9.1333&units=metric&appid={KEY}");
    assert_eq!(stub.questions(), [question]);
}

#[tokio::test]
async fn a_city_is_asked_for_by_its_name() {
    let stub = Stub::says([Reply::json(200, FORECAST)]).await;
    open_weather_map(&stub).series(&city("São João")).await.unwrap().unwrap();
    let question = format!("/data/2.5/forecast?q=S%C3%A3o+Jo%C3%A3o&units=metric&appid={KEY}");
    assert_eq!(stub.questions(), [question]);
}

#[tokio::test]
async fn a_city_that_nobody_knows_has_no_series() {
    let stub = Stub::says([Reply::json(404, NO_CITY)]).await;
    assert_eq!(open_weather_map(&stub).series(&city("Atlantis")).await.unwrap(), None);
    assert_eq!(stub.questions().len(), 1);
}

/// A wrong base URL must not look like a world without cities.
#[tokio::test]
async fn a_path_that_is_not_there_is_not_a_city_that_is_not_there() {
    let elsewhere = [r#"{"cod":"404","message":"Internal error"}"#, "<html>not found</html>", ""];
    for (place, body) in elsewhere.map(|body| (city("Lisboa"), body)).into_iter().chain([(lisboa(), NO_CITY)])
    {
        let stub = Stub::says([Reply::json(404, body)]).await;
        let error = open_weather_map(&stub).series(&place).await.unwrap_err();
        assert!(matches!(error, ForecastError::Refused(_)), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn every_group_of_conditions_has_its_word() {
    let condition = async |id: u16| {
        let body = FORECAST.replace("\"id\": 801", &format!("\"id\": {id}"));
        let stub = Stub::says([Reply::json(200, &body)]).await;
        let series = open_weather_map(&stub).series(&lisboa()).await.unwrap().unwrap();
        series.iter().find(|forecast| forecast.description == "few clouds").map(|it| it.condition)
    };
    let documented: [(WeatherCondition, &[u16]); 6] = [
        (Thunderstorm, &[200, 212, 232, 771, 781]),
        (Rain, &[300, 321, 500, 511, 531]),
        (Snow, &[600, 611, 622]),
        (Fog, &[701, 711, 721, 741, 762]),
        (Clear, &[800, 801]),
        (Clouds, &[802, 803, 804]),
    ];
    for (word, ids) in documented {
        for id in ids {
            assert_eq!(condition(*id).await, Some(word), "{id}");
        }
    }
    for id in [0, 199, 400, 900, 65535] {
        assert_eq!(condition(id).await, None, "{id}");
    }
}

#[tokio::test]
async fn a_description_is_one_short_line() {
    let long = format!("few\\n\\u0000clouds{}", "☁".repeat(500));
    let stub = Stub::says([Reply::json(200, &FORECAST.replace("few clouds", &long))]).await;
    let series = open_weather_map(&stub).series(&lisboa()).await.unwrap().unwrap();
    assert_eq!(series[1].description, format!("fewclouds{}", "☁".repeat(91)));
}

#[tokio::test]
async fn an_answer_that_is_not_what_it_should_be_is_nonsense() {
    for (was, is) in [
        ("\"list\"", "\"steps\""),
        ("\"humidity\": 61", "\"humidity\": 610"),
        ("\"temp\": 18.9", "\"temp\": 292.05"),
        ("\"dt\": 1906567200", "\"dt\": -1906567200"),
        ("\"speed\": 3.05", "\"speed\": -3.05"),
        ("\"wind\": {\"speed\": 3.05, \"deg\": 12, \"gust\": 4.1}", "\"wind\": null"),
    ] {
        assert!(FORECAST.contains(was), "{was}");
        let stub = Stub::says([Reply::json(200, &FORECAST.replace(was, is))]).await;
        let error = open_weather_map(&stub).series(&lisboa()).await.unwrap_err();
        assert!(matches!(error, ForecastError::Nonsense(_)), "{was}: {error:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_not_tried_again() {
    let stub = Stub::says([Reply::json(401, NO_KEY)]).await;
    let error = open_weather_map(&stub).series(&lisboa()).await.unwrap_err();
    assert!(matches!(error, ForecastError::Refused(_)), "{error:?}");
    assert_eq!(stub.questions().len(), 1);
}

/// Whatever goes wrong, and whatever the server says of it.
#[tokio::test]
async fn the_key_is_in_no_error() {
    let says_it = format!("{{\"list\": \"{KEY}\"}}");
    let moved = format!("http://127.0.0.1:1/?appid={KEY}");
    let elsewhere = [("location", moved.as_str())];
    let replies = [
        Reply::cut(),
        Reply::Says("HTTP/1.1 nonsense\r\n\r\n".to_owned()),
        Reply::Says("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ncut".to_owned()),
        Reply::json(200, &says_it),
        Reply::json(401, &says_it),
        Reply::json(404, &says_it),
        Reply::json(500, &says_it),
        Reply::with(429, &[("retry-after", "1")], &says_it),
        Reply::with(302, &elsewhere, &says_it),
    ];
    for reply in replies {
        let stub = Stub::says([reply]).await;
        let error = open_weather_map(&stub).series(&lisboa()).await.unwrap_err();
        assert!(stub.questions()[0].contains(KEY));
        let all = format!("{error:?} {}", told(&error).1);
        assert!(!all.contains(KEY) && !all.contains("appid"), "{all}");
    }
    let gone = settings(&Stub::says([Reply::cut()]).await);
    tokio::task::yield_now().await;
    let error = OpenWeatherMap::new(&gone, KEY.into()).unwrap().series(&lisboa()).await.unwrap_err();
    let all = format!("{error:?} {}", told(&error).1);
    assert!(!all.contains(KEY) && !all.contains("appid"), "{all}");
}

#[tokio::test]
async fn there_must_be_a_key() {
    for key in ["", " ", "two words", "5e11\n"] {
        let refused = OpenWeatherMap::new(&WeatherSettings::default(), key.into()).err();
        assert!(matches!(refused, Some(SettingsError::Key)), "{key:?}");
    }
}
