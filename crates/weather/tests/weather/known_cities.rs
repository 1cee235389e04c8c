use std::time::Duration;

use fasttrack_domain::ports::ForecastProvider as _;
use fasttrack_weather::{OpenMeteo, WeatherSettings};

use crate::{
    open_meteo::{FORECAST, SEARCH},
    stub::{Reply, Stub},
    support::{city, settings},
};

/// A server that finds this city each time that it is asked, and how often it was.
async fn found(times: usize) -> Stub {
    let both = [Reply::json(200, SEARCH), Reply::json(200, FORECAST)];
    Stub::says(both.into_iter().cycle().take(2 * times)).await
}

fn searches(stub: &Stub) -> usize {
    stub.questions().iter().filter(|question| question.starts_with("/v1/search")).count()
}

#[tokio::test]
async fn a_city_is_looked_up_once() {
    let stub = Stub::says([Reply::json(200, SEARCH), Reply::json(200, FORECAST)]).await;
    let provider = OpenMeteo::new(&settings(&stub)).unwrap();
    for name in ["São João", "são joão", "SAO  JOAO"] {
        provider.series(&city(name)).await.unwrap().unwrap();
    }
    assert_eq!((searches(&stub), stub.questions().len()), (1, 4));
}

#[tokio::test]
async fn so_is_one_that_is_not_found() {
    let stub = Stub::says([Reply::json(200, "{}")]).await;
    let provider = OpenMeteo::new(&settings(&stub)).unwrap();
    for _ in 0..3 {
        assert_eq!(provider.series(&city("Atlantis")).await.unwrap(), None);
    }
    assert_eq!(searches(&stub), 1);
}

#[tokio::test]
async fn a_failed_search_is_not_remembered() {
    let stub = Stub::says([Reply::status(400), Reply::json(200, SEARCH), Reply::json(200, FORECAST)]).await;
    let provider = OpenMeteo::new(&settings(&stub)).unwrap();
    provider.series(&city("Lisboa")).await.unwrap_err();
    provider.series(&city("Lisboa")).await.unwrap().unwrap();
    assert_eq!(searches(&stub), 2);
}

#[tokio::test]
async fn a_day_later_it_is_looked_up_again() {
    let stub = found(2).await;
    let provider = OpenMeteo::new(&settings(&stub)).unwrap();
    provider.series(&city("Lisboa")).await.unwrap().unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(24 * 3600)).await;
    tokio::time::resume();
    provider.series(&city("Lisboa")).await.unwrap().unwrap();
    assert_eq!(searches(&stub), 2);
}

#[tokio::test]
async fn when_there_are_too_many_the_first_is_forgotten() {
    let stub = Stub::says([Reply::json(200, "{}")]).await;
    let settings = WeatherSettings { max_known_cities: 2, ..settings(&stub) };
    let provider = OpenMeteo::new(&settings).unwrap();
    for (name, searched) in [("a", 1), ("b", 2), ("c", 3), ("b", 3), ("c", 3), ("a", 4), ("c", 4), ("b", 5)] {
        provider.series(&city(name)).await.unwrap();
        assert_eq!(searches(&stub), searched, "{name}");
    }
}
