//! Who forecasts the weather.

use std::sync::Arc;

use anyhow::Context as _;
use fasttrack_domain::ports::{Clock, ForecastProvider};
use fasttrack_weather::{Guarded, OpenMeteo, OpenWeatherMap, Simulated};
use slog::Logger;

use crate::settings::{ForecastSettings, ForecastSource};

/// The provider of these settings, left alone for a while when it does not answer.
///
/// # Errors
/// When it could not even be asked, as without certificates.
pub(super) fn provider(
    settings: &ForecastSettings,
    clock: &Arc<dyn Clock>,
    logger: &Logger,
) -> anyhow::Result<Option<Arc<dyn ForecastProvider>>> {
    let weather = &settings.weather;
    let asked = |provider: Arc<dyn ForecastProvider>| Arc::new(Guarded::new(provider, weather, logger)) as _;
    let provider: Arc<dyn ForecastProvider> = match settings.provider.clone() {
        None => return Ok(None),
        Some(ForecastSource::Simulated) => Arc::new(Simulated::new(clock.clone())),
        Some(ForecastSource::OpenMeteo) => {
            asked(Arc::new(OpenMeteo::new(weather).context("cannot ask Open-Meteo (FORECAST_PROVIDER)")?))
        }
        Some(ForecastSource::OpenWeatherMap(key)) => {
            let provider = OpenWeatherMap::new(weather, key);
            asked(Arc::new(provider.context("cannot ask OpenWeatherMap (FORECAST_PROVIDER)")?))
        }
    };
    Ok(Some(provider))
}
