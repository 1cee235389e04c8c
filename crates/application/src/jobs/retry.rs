use fasttrack_domain::job::{JobId, JobState};

use super::{JobError, JobView, Jobs};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    context::Context,
    idempotency::{Claimed, Outcome, claimed, kept},
    unit::in_unit,
};

impl Jobs {
    /// Has a job that was given up or called off done again, at once, with as many attempts as a
    /// new one. Why it failed before stays readable until it is done.
    ///
    /// # Errors
    /// [`JobError::NotRetryable`] for a job in any other state, [`JobError::AlreadyThere`] when another
    /// one does the same meanwhile.
    pub async fn retry(&self, ctx: &Context, id: JobId) -> Result<Outcome<JobView>, JobError> {
        authorise::manage_jobs(ctx)?;
        let now = self.clock.now();
        in_unit(&*self.store, async |unit| {
            let mut unit = match claimed::<JobError>(unit, ctx, now).await? {
                Claimed::Now(unit) => unit,
                Claimed::Before(answer) => return Ok(Outcome::Replayed(answer)),
            };
            let mut job = unit.jobs().find(id).await?.ok_or(JobError::NotFound)?;
            if !matches!(job.state, JobState::Dead | JobState::Cancelled) {
                return Err(JobError::NotRetryable);
            }
            job.state = JobState::Waiting;
            job.attempts = 0;
            job.run_at = now;
            job.cancel_requested = false;
            job.finished_at = None;
            unit.jobs().update(&job).await?;
            let deed = Deed::JobRetried(id, job.kind.clone());
            note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            kept(unit, ctx, JobView::of(job, now)).await
        })
        .await
    }
}
