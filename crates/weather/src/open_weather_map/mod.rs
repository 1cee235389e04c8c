mod conditions;
mod three_hourly;

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{Forecast, Place},
    ports::{ForecastError, ForecastProvider},
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    http::{Answer, Endpoint, Failure},
    settings::{SettingsError, WeatherSettings},
};

const FORECASTS: &str = "https://api.openweathermap.org";

/// OpenWeatherMap: 40 forecasts, three hours apart, the first of them soon.
pub struct OpenWeatherMap {
    forecasts: Endpoint,
    key: SecretString,
}

impl OpenWeatherMap {
    /// Asks nobody yet, so the key may turn out to be a wrong one.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: &WeatherSettings, key: SecretString) -> Result<Self, SettingsError> {
        let blank = |c: char| c.is_whitespace() || c.is_control();
        if key.expose_secret().is_empty() || key.expose_secret().contains(blank) {
            return Err(SettingsError::Key);
        }
        let base = settings.open_weather_map_url.clone().map_or_else(|| FORECASTS.parse(), Ok)?;
        Ok(Self { forecasts: Endpoint::new(base, settings)?, key })
    }

    async fn ask(&self, place: &Place) -> Result<Option<Vec<Forecast>>, Failure> {
        let key = self.key.expose_secret();
        let fixed = [("units", "metric"), ("appid", key)];
        let query = if let Some(at) = place.coordinates {
            // Four digits are eleven metres.
            [("lat", format!("{:.4}", at.latitude())), ("lon", format!("{:.4}", at.longitude()))].to_vec()
        } else {
            vec![("q", place.city.as_str().to_owned())]
        };
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).chain(fixed).collect();
        let answer = self.forecasts.ask("/data/2.5/forecast", &query).await?;
        match answer {
            Answer::NotFound(body) if place.coordinates.is_none() && three_hourly::knows_no_city(&body) => {
                Ok(None)
            }
            answer => three_hourly::series(&answer).map(Some),
        }
    }
}

#[async_trait]
impl ForecastProvider for OpenWeatherMap {
    fn name(&self) -> &'static str {
        "open-weather-map"
    }

    /// The last of the forecasts is up to three hours nearer, and stands for what is that near.
    fn horizon(&self) -> TimeDelta {
        TimeDelta::days(5)
    }

    async fn series(&self, place: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        Ok(self.ask(place).await?)
    }
}
