use async_trait::async_trait;
use chrono::TimeDelta;

use crate::{
    StoreError,
    error::Cause,
    event::EventId,
    forecast::{EventForecast, Forecast, ForecastSubject, Place, SubjectVersion},
    page::{Page, PageRequest},
    time::Timestamp,
    venue::VenueId,
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
    /// It answers with what it must not, as broken servers and those before them do: later it may not.
    #[error("the forecast provider answers nonsense")]
    Nonsense(#[source] Cause),
    /// It refuses us: to ask again would not help.
    #[error("the forecast provider refuses")]
    Refused(#[source] Cause),
}

/// Reads which events have weather: neither those that are cancelled nor those at a venue that is
/// online. Where the venue tells its coordinates, they are the event's.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ForecastQueries: Send + Sync {
    /// When and where an event is; `None` when it has no weather, or there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn subject(&self, event: EventId) -> Result<Option<ForecastSubject>, StoreError>;

    /// A page of the events that start from one instant to the other and have no forecast, or one
    /// that was fetched before `fetched_before`; by folded city, so that those of one city come
    /// together.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn without_fresh(
        &self,
        from: Timestamp,
        to: Timestamp,
        fetched_before: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<ForecastSubject>, StoreError>;
}

/// Writes forecasts of events.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ForecastRepository: Send {
    /// Gives events new forecasts, each one and a new revision, and tells which. Those that are gone or
    /// of another version by now, or whose venue is, are passed over: they may be elsewhere, or at
    /// another time. So are those that have a forecast which was fetched later.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn put_all(
        &mut self,
        forecasts: &[(EventId, SubjectVersion, EventForecast)],
    ) -> Result<Vec<EventId>, StoreError>;

    /// Takes the forecast of an event away, which was for another place or time. Whoever does
    /// writes the event, and so its revision, in the same unit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn remove(&mut self, event: EventId) -> Result<(), StoreError>;

    /// Takes the forecasts of all events at a venue away, which is elsewhere now. Whoever does writes
    /// the venue, and so a new revision of its events, in the same unit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn remove_at(&mut self, venue: VenueId) -> Result<(), StoreError>;
}
