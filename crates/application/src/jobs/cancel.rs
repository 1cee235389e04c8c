use fasttrack_domain::job::{JobId, JobState};

use super::{JobError, JobView, Jobs};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    context::Context,
    unit::in_unit,
};

impl Jobs {
    /// Calls a job off. One that waits is over at once; of one that runs it is noted that it should
    /// stop, which its worker learns with its next heartbeat: it may still be done before.
    ///
    /// # Errors
    /// [`JobError::NotFound`] for a job that may not be seen, [`JobError::NotCancellable`] for one
    /// that is over.
    pub async fn cancel(&self, ctx: &Context, id: JobId) -> Result<JobView, JobError> {
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            let found = unit.jobs().find(id).await?;
            let mut job = found.filter(|job| authorise::may_see_job(ctx, job)).ok_or(JobError::NotFound)?;
            match job.state {
                JobState::Waiting => {
                    job.state = JobState::Cancelled;
                    job.finished_at = Some(now);
                }
                JobState::Running => job.cancel_requested = true,
                JobState::Succeeded | JobState::Dead | JobState::Cancelled => {
                    return Err(JobError::NotCancellable);
                }
            }
            unit.jobs().update(&job).await?;
            // Who calls off what is one's own does nothing that only admins may.
            if authorise::manage_jobs(ctx).is_ok() {
                let deed = Deed::JobCancelled(id, job.kind.clone());
                note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            }
            unit.commit().await?;
            Ok(JobView::of(job, now))
        })
        .await
    }
}
