//! Who forecasts the weather, as the settings say.

use std::sync::Arc;

use anyhow::Context as _;
use fasttrack_domain::ports::{Clock, ForecastProvider};
use fasttrack_weather::{Guarded, Off, OpenMeteo, OpenWeatherMap, Simulated};
use slog::Logger;

use crate::settings::{ForecastSettings, ProviderChoice};

/// Asks nobody yet.
///
/// # Errors
/// When the provider cannot even be tried.
pub(super) fn provider(
    settings: &ForecastSettings,
    clock: Arc<dyn Clock>,
    logger: &Logger,
) -> anyhow::Result<Arc<dyn ForecastProvider>> {
    let ForecastSettings { provider, open_weather_map_key, weather, refresh_after: _ } = settings;
    let remote: Arc<dyn ForecastProvider> = match provider {
        ProviderChoice::Simulated => return Ok(Arc::new(Simulated::new(clock))),
        ProviderChoice::Off => return Ok(Arc::new(Off)),
        ProviderChoice::OpenMeteo => Arc::new(OpenMeteo::new(weather)?),
        ProviderChoice::OpenWeatherMap => {
            let key = open_weather_map_key.clone();
            let key = key.context("FORECAST_PROVIDER=open-weather-map needs OPEN_WEATHER_MAP_KEY")?;
            Arc::new(OpenWeatherMap::new(weather, key)?)
        }
    };
    Ok(Arc::new(Guarded::new(remote, weather, logger)))
}
