use fasttrack_domain::{
    forecast::{EventForecast, Forecast, Place},
    ports::ForecastError,
    time::Timestamp,
};

use super::Forecasts;

/// What a provider expects at a place, and when it was asked.
pub(super) struct Outlook {
    provider: &'static str,
    series: Vec<Forecast>,
    fetched_at: Timestamp,
}

impl Forecasts {
    /// Asks the provider; `None` when it does not know the place. Never in a unit of work: this takes
    /// seconds.
    pub(super) async fn fetch(&self, place: &Place) -> Result<Option<Outlook>, ForecastError> {
        let fetched_at = self.clock.now();
        let series = self.provider.series(place).await?;
        Ok(series.map(|series| Outlook { provider: self.provider.name(), series, fetched_at }))
    }
}

impl Outlook {
    /// What stands for this instant, if anything is near.
    pub(super) fn at(&self, at: Timestamp) -> Option<EventForecast> {
        let forecast = Forecast::nearest(&self.series, at)?.clone();
        Some(EventForecast { forecast, provider: self.provider.to_owned(), fetched_at: self.fetched_at })
    }
}
