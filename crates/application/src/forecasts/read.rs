use fasttrack_domain::{
    StoreError,
    event::{Event, EventId, EventStatus},
    forecast::EventForecast,
    job::JobId,
};

use super::{Forecasts, ForecastsError, is_foreseeable, refresh_job};
use crate::{authorise, context::Context, unit::in_unit};

/// A forecast as it is seen: whether it is old is told apart by the time.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastView {
    /// The forecast.
    pub forecast: EventForecast,
    /// Whether it is to be taken with care.
    pub stale: bool,
}

impl Forecasts {
    /// The forecast of an event. One that is old is shown all the same, and asked for anew behind that;
    /// once in a [while](super::Lately::SPAN), however many look at it.
    ///
    /// # Errors
    /// [`ForecastsError::Unavailable`] while there is none.
    pub async fn get(&self, ctx: &Context, id: EventId) -> Result<ForecastView, ForecastsError> {
        authorise::read_events(ctx)?;
        let found = self.cached.find(id).await?;
        let view =
            found.filter(|view| authorise::may_see(ctx, &view.event)).ok_or(ForecastsError::NotFound)?;
        let forecast = view.forecast.ok_or(ForecastsError::Unavailable)?;
        let stale = forecast.is_stale(self.clock.now());
        if stale && self.is_worth_asking(&view.event) && self.lately.is_time_for(id, self.clock.now()) {
            // Who only reads does not suffer from what cannot be written: the sweep comes by, too.
            drop(self.ask_behind(&view.event).await);
        }
        Ok(ForecastView { forecast, stale })
    }

    fn is_worth_asking(&self, event: &Event) -> bool {
        let start = event.details.schedule.starts_at();
        event.details.status != EventStatus::Cancelled
            && is_foreseeable(start, self.clock.now(), self.provider.horizon())
    }

    async fn ask_behind(&self, event: &Event) -> Result<(), StoreError> {
        in_unit(&*self.store, async |mut unit| {
            let job = refresh_job(event, JobId::new(self.ids.next()), self.clock.now());
            // Not added, if somebody asks already. The commit gives the connection back all the same.
            unit.jobs().add(&job).await?;
            unit.commit().await
        })
        .await
    }
}
