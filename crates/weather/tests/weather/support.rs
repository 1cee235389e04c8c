use std::{error::Error, time::Duration};

use fasttrack_domain::{
    forecast::{Forecast, Place, WeatherCondition},
    ports::ForecastError,
    venue::Coordinates,
};
use fasttrack_test_support::instant;
use fasttrack_weather::{OpenMeteo, OpenWeatherMap, WeatherSettings};
use slog::{Discard, Logger, o};

use crate::stub::Stub;

/// The key to OpenWeatherMap.
pub const KEY: &str = "5e11afa11ab1e";

/// All providers are this server, and it has the time that it needs.
pub fn settings(stub: &Stub) -> WeatherSettings {
    let url = || Some(stub.url().parse().unwrap());
    WeatherSettings {
        open_meteo_url: url(),
        open_meteo_geocoding_url: url(),
        open_weather_map_url: url(),
        connect_timeout: Duration::from_secs(20),
        total_timeout: Duration::from_secs(30),
        retry_pause: Duration::from_millis(1),
        ..WeatherSettings::default()
    }
}

pub fn open_meteo(stub: &Stub) -> OpenMeteo {
    OpenMeteo::new(&settings(stub)).unwrap()
}

pub fn open_weather_map(stub: &Stub) -> OpenWeatherMap {
    OpenWeatherMap::new(&settings(stub), KEY.into()).unwrap()
}

pub fn city(name: &str) -> Place {
    Place { city: name.parse().unwrap(), coordinates: None }
}

/// Where Lisboa is.
pub fn lisboa() -> Place {
    Place { coordinates: Some(Coordinates::new(38.71667, -9.13333).unwrap()), ..city("Lisboa") }
}

pub fn forecast(
    at: &str,
    temperature_c: f64,
    condition: WeatherCondition,
    description: &str,
    humidity_pct: u8,
    wind_mps: f64,
) -> Forecast {
    let description = description.to_owned();
    Forecast { forecast_for: instant(at), temperature_c, condition, description, humidity_pct, wind_mps }
}

pub fn log() -> Logger {
    Logger::root(Discard, o!())
}

/// An error as a log would tell it, with all its causes; and whether to ask later.
pub fn told(error: &ForecastError) -> (bool, String) {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    (!matches!(error, ForecastError::Refused(_)), words)
}
