use std::{collections::HashSet, sync::Arc};

use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{
        Forecast,
        WeatherCondition::{self, Clear},
    },
    ports::{Clock, ForecastProvider as _},
};
use fasttrack_test_support::{FixedClock, instant};
use fasttrack_weather::Simulated;

use crate::support::{city, forecast, lisboa};

async fn series(now: &str, name: &str) -> Vec<Forecast> {
    let provider = Simulated::new(Arc::new(FixedClock::at(instant(now))));
    provider.series(&city(name)).await.unwrap().unwrap()
}

#[tokio::test]
async fn it_looks_16_days_ahead_hour_by_hour() {
    let clock = Arc::new(FixedClock::at(instant("2030-06-01T12:34:56.789Z")));
    let provider = Simulated::new(clock.clone());
    assert_eq!(provider.horizon(), TimeDelta::days(16));
    let series = provider.series(&lisboa()).await.unwrap().unwrap();
    assert_eq!(series[0].forecast_for, instant("2030-06-01T12:00:00Z"));
    for pair in series.windows(2) {
        assert_eq!(pair[0].forecast_for.saturating_add(TimeDelta::hours(1)), pair[1].forecast_for);
    }
    let last = clock.now().saturating_add(TimeDelta::days(16));
    assert!(series[series.len() - 1].forecast_for >= last);
}

#[tokio::test]
async fn an_hour_has_its_weather_whenever_it_is_asked_for() {
    let early = series("2030-06-01T12:34:56Z", "Lisboa").await;
    let late = series("2030-06-08T01:02:03Z", "lisboa").await;
    let shared: Vec<_> = early.iter().filter(|forecast| late.contains(forecast)).collect();
    assert_eq!(shared.len(), early.len() - (6 * 24 + 13));
}

/// It must not change from one version to the next: tests and demonstrations rely on it.
#[tokio::test]
async fn it_is_this_weather_and_no_other() {
    let series = series("2030-06-01T18:00:00Z", "Lisboa").await;
    assert_eq!(series[0], forecast("2030-06-01T18:00:00Z", 18.3, Clear, "clear sky", 35, 5.4));
    assert_eq!(series[100], forecast("2030-06-05T22:00:00Z", 13.6, Clear, "clear sky", 46, 4.1));
}

#[tokio::test]
async fn other_cities_have_other_weather() {
    let now = "2030-06-01T12:00:00Z";
    let cities = ["Lisboa", "Porto", "Faro", "Braga", "a", "b", "ab", "ba"];
    let mut seen = HashSet::new();
    for name in cities {
        assert!(seen.insert(format!("{:?}", series(now, name).await)), "{name}");
    }
}

#[tokio::test]
async fn it_could_be_weather() {
    let mut seen = HashSet::new();
    for now in ["1970-01-01T00:00:00Z", "2030-01-10T00:00:00Z", "2030-07-10T00:00:00Z"] {
        for n in 0..50 {
            let series = series(now, &format!("City {n}")).await;
            for pair in series.windows(2) {
                let (here, next) = (&pair[0], &pair[1]);
                seen.insert(here.condition);
                assert!((-25.0..=45.0).contains(&here.temperature_c), "{here:?}");
                assert!((here.temperature_c - next.temperature_c).abs() <= 3.0, "{here:?} {next:?}");
                assert!((20..=100).contains(&here.humidity_pct), "{here:?}");
                assert!((0.0..=20.0).contains(&here.wind_mps), "{here:?}");
                assert!(!here.description.is_empty());
                let cold = here.temperature_c <= 1.0;
                assert!(here.condition != WeatherCondition::Snow || cold, "{here:?}");
                assert!(here.condition != WeatherCondition::Rain || !cold, "{here:?}");
            }
        }
    }
    assert_eq!(seen, HashSet::from(WeatherCondition::ALL));
}

#[tokio::test]
async fn the_end_of_time_is_no_trouble() {
    assert_eq!(series("9999-12-31T23:30:00Z", "Lisboa").await.len(), 1);
}
