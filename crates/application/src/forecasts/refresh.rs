use fasttrack_domain::{
    event::{EventId, EventView},
    forecast::{EventForecast, ForecastSubject, SubjectVersion},
    job::{Lease, Settlement},
    ports::{ForecastError, UnitOfWork},
};

use super::{Forecasts, RefreshError};
use crate::{changes::Changed, unit::in_unit};

/// What came of asking for the forecast of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// There is one now.
    Fetched,
    /// The event is too far ahead.
    BeyondHorizon,
    /// The event has begun.
    Over,
    /// The provider does not know the place.
    UnknownPlace,
    /// The event is gone, cancelled or online.
    NoWeather,
}

impl Refreshed {
    /// Every outcome.
    pub const ALL: [Self; 5] =
        [Self::Fetched, Self::BeyondHorizon, Self::Over, Self::UnknownPlace, Self::NoWeather];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::BeyondHorizon => "beyond_horizon",
            Self::Over => "over",
            Self::UnknownPlace => "unknown_place",
            Self::NoWeather => "no_weather",
        }
    }

    /// What stands in the job when it is done.
    fn result(self) -> String {
        serde_json::json!({ "outcome": self.as_str() }).to_string()
    }
}

impl Forecasts {
    /// How often an event is looked at again that was edited while the provider was asked.
    pub const MAX_READS: u32 = 3;

    /// Fetches the forecast of an event, and ends the job that does so in the unit that writes it: whoever
    /// moves the event finds a job that has yet to look at it, or one that is over and no forecast but
    /// the one that it takes away.
    ///
    /// # Errors
    /// [`RefreshError`]; then the job goes on.
    pub async fn refresh(&self, event: EventId, lease: &Lease) -> Result<Refreshed, RefreshError> {
        for _ in 0..Self::MAX_READS {
            let Some(subject) = self.queries.subject(event).await? else {
                return self.end_without_weather(lease).await;
            };
            let (outcome, forecast) = self.outlook_of(&subject).await?;
            if self.end(lease, &subject, outcome, forecast.as_ref()).await? {
                return Ok(outcome);
            }
        }
        Err(RefreshError::Edited)
    }

    async fn outlook_of(
        &self,
        subject: &ForecastSubject,
    ) -> Result<(Refreshed, Option<EventForecast>), ForecastError> {
        let now = self.clock.now();
        if subject.starts_at < now {
            return Ok((Refreshed::Over, None));
        }
        if subject.starts_at > now.saturating_add(self.provider.horizon()) {
            return Ok((Refreshed::BeyondHorizon, None));
        }
        let Some(outlook) = self.fetch(&subject.place).await? else {
            return Ok((Refreshed::UnknownPlace, None));
        };
        // What it looks ahead is a little less than it says.
        let near = outlook.at(subject.starts_at);
        Ok((near.as_ref().map_or(Refreshed::BeyondHorizon, |_| Refreshed::Fetched), near))
    }

    /// Writes what came of it; `false`, and nothing is written, when the event is another one by now.
    async fn end(
        &self,
        lease: &Lease,
        subject: &ForecastSubject,
        outcome: Refreshed,
        forecast: Option<&EventForecast>,
    ) -> Result<bool, RefreshError> {
        let ended = in_unit(&*self.store, async |mut unit| {
            if !is_still(&mut *unit, subject).await? {
                return Ok(false);
            }
            if let Some(forecast) = forecast {
                // Passed over, if a sweep has put a newer one.
                let put = [(subject.event_id, subject.version, forecast.clone())];
                unit.forecasts().put_all(&put).await?;
            }
            self.settle(unit, lease, outcome).await?;
            Ok(true)
        })
        .await;
        match forecast {
            Some(_) => self.changes.told(Changed::Event(subject.event_id), ended).await,
            None => ended,
        }
    }

    async fn end_without_weather(&self, lease: &Lease) -> Result<Refreshed, RefreshError> {
        in_unit(&*self.store, async |unit| {
            self.settle(unit, lease, Refreshed::NoWeather).await?;
            Ok(Refreshed::NoWeather)
        })
        .await
    }

    /// After the event, which others hold while they add a job for it.
    async fn settle(
        &self,
        mut unit: Box<dyn UnitOfWork>,
        lease: &Lease,
        outcome: Refreshed,
    ) -> Result<(), RefreshError> {
        let end = Settlement::Succeeded { result: Some(outcome.result()), at: self.clock.now() };
        if !unit.jobs().settle(lease, &end).await? {
            return Err(RefreshError::Lost);
        }
        Ok(unit.commit().await?)
    }
}

/// Holds the event and its venue, so that they stay so.
async fn is_still(unit: &mut dyn UnitOfWork, subject: &ForecastSubject) -> Result<bool, RefreshError> {
    let Some(EventView { event, .. }) = unit.events().find(subject.event_id).await? else {
        return Ok(false);
    };
    let venue = match event.details.venue_id {
        Some(venue) => unit.venues().find(venue).await?.map(|venue| venue.version),
        None => None,
    };
    Ok(SubjectVersion { event: event.version, venue } == subject.version)
}
