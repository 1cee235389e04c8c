mod codes;
mod geocoding;
mod hourly;
mod known_cities;

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    forecast::{Forecast, Place},
    ports::{ForecastError, ForecastProvider},
};

use self::known_cities::{KnownCities, Whereabouts};
use crate::{
    http::{Endpoint, Failure},
    settings::{SettingsError, WeatherSettings},
};

const FORECASTS: &str = "https://api.open-meteo.com";
const GEOCODING: &str = "https://geocoding-api.open-meteo.com";

/// Open-Meteo: hourly forecasts of its 16 days, of which the first is today.
pub struct OpenMeteo {
    forecasts: Endpoint,
    geocoding: Endpoint,
    known: KnownCities,
}

impl OpenMeteo {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: &WeatherSettings) -> Result<Self, SettingsError> {
        let endpoint = |url: &Option<_>, its_own: &str| {
            Endpoint::new(url.clone().map_or_else(|| its_own.parse(), Ok)?, settings)
        };
        Ok(Self {
            forecasts: endpoint(&settings.open_meteo_url, FORECASTS)?,
            geocoding: endpoint(&settings.open_meteo_geocoding_url, GEOCODING)?,
            known: KnownCities::new(settings.max_known_cities, settings.known_cities_ttl),
        })
    }

    async fn locate(&self, place: &Place) -> Result<Whereabouts, Failure> {
        if let Some(coordinates) = place.coordinates {
            return Ok(Whereabouts::At(coordinates));
        }
        if let Some(known) = self.known.get(&place.city) {
            return Ok(known);
        }
        let found = geocoding::find(&self.geocoding, &place.city).await?;
        self.known.put(&place.city, found);
        Ok(found)
    }
}

#[async_trait]
impl ForecastProvider for OpenMeteo {
    fn name(&self) -> &'static str {
        "open-meteo"
    }

    /// So much is left of the 16 days at the end of the first.
    fn horizon(&self) -> TimeDelta {
        TimeDelta::days(15)
    }

    async fn series(&self, place: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        match self.locate(place).await? {
            Whereabouts::At(coordinates) => Ok(Some(hourly::ask(&self.forecasts, coordinates).await?)),
            Whereabouts::Nowhere => Ok(None),
        }
    }
}
