use fasttrack_domain::{
    job::{JobFilter, JobId},
    page::{Page, PageRequest},
    time::Timestamp,
};

use super::{JobError, JobSelection, JobView, Jobs};
use crate::{authorise, context::Context};

impl Jobs {
    /// The jobs that fit, the newest first. Who may not see everybody's gets their own.
    ///
    /// # Errors
    /// [`JobError`].
    pub async fn list(
        &self,
        ctx: &Context,
        selection: &JobSelection,
        page: &PageRequest,
    ) -> Result<Page<JobView>, JobError> {
        let now = self.clock.now();
        let page = self.queries.list(&visible(ctx, selection, now), page).await?;
        Ok(page.map(|job| JobView::of(job, now)))
    }

    /// How many jobs [`list`](Self::list) would give, on all pages.
    ///
    /// # Errors
    /// [`JobError`].
    pub async fn count(&self, ctx: &Context, selection: &JobSelection) -> Result<u64, JobError> {
        Ok(self.queries.count(&visible(ctx, selection, self.clock.now())).await?)
    }

    /// One job.
    ///
    /// # Errors
    /// [`JobError::NotFound`] for a job that may not be seen, too.
    pub async fn get(&self, ctx: &Context, id: JobId) -> Result<JobView, JobError> {
        let found = self.queries.find(id).await?;
        let job = found.filter(|job| authorise::may_see_job(ctx, job)).ok_or(JobError::NotFound)?;
        Ok(JobView::of(job, self.clock.now()))
    }
}

fn visible(ctx: &Context, selection: &JobSelection, now: Timestamp) -> JobFilter {
    JobFilter { owner: authorise::visible_jobs(ctx), ..selection.filter(now) }
}
