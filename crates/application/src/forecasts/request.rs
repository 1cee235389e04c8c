use fasttrack_domain::{StoreError, event::EventId, job::JobId};

use super::{Forecasts, ForecastsError, refresh_job};
use crate::{authorise, context::Context, jobs::JobView, unit::in_unit};

impl Forecasts {
    /// Has the forecast of an event asked for, by a job; by the one that does so already, if there is one.
    ///
    /// # Errors
    /// [`ForecastsError`]; who may change the event may do this.
    pub async fn request_refresh(&self, ctx: &Context, id: EventId) -> Result<JobView, ForecastsError> {
        authorise::write_events(ctx)?;
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            let found = unit.events().find(id).await?;
            let view =
                found.filter(|view| authorise::may_see(ctx, &view.event)).ok_or(ForecastsError::NotFound)?;
            authorise::change_event(ctx, &view.event)?;
            let job = refresh_job(&view.event, JobId::new(self.ids.next()), now);
            if unit.jobs().add(&job).await? {
                unit.commit().await?;
                return Ok(JobView::of(job, now));
            }
            let live = match &job.unique_key {
                Some(key) => unit.jobs().live(&job.kind, key).await?,
                None => None,
            };
            // It was there a moment ago: now there is room for another.
            let ended = || StoreError::Contention("the job ended meanwhile".into());
            let live = live.ok_or_else(ended)?;
            // Nothing was written: that gives the connection back.
            unit.commit().await?;
            Ok(JobView::of(live, now))
        })
        .await
    }
}
