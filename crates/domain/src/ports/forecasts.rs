use async_trait::async_trait;
use chrono::TimeDelta;

use crate::{
    error::Cause,
    forecast::{Forecast, Place},
};

/// Somebody who forecasts the weather.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ForecastProvider: Send + Sync {
    /// What it is called, a word such as `open-meteo`.
    fn name(&self) -> &'static str;

    /// How far ahead it looks.
    fn horizon(&self) -> TimeDelta;

    /// What it expects at a place from now on to its horizon, in order, at steps of a few hours at
    /// the most; hours of today that are over may come first. `None` when it does not know the place.
    ///
    /// # Errors
    /// [`ForecastError`].
    async fn series(&self, place: &Place) -> Result<Option<Vec<Forecast>>, ForecastError>;
}

/// Why there is no forecast.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    /// The provider does not answer, not in time, or asks to be left alone: later it may.
    #[error("the forecast provider is unavailable")]
    Unavailable(#[source] Cause),
    /// It answers with what it must not, or refuses us: to ask again would not help.
    #[error("the forecast provider refused or answered nonsense")]
    Refused(#[source] Cause),
}
