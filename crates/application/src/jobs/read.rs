use fasttrack_domain::{
    job::{Job, JobFilter, JobId},
    page::{Page, PageRequest},
};

use super::{JobError, Jobs};
use crate::{authorise, context::Context};

impl Jobs {
    /// The jobs that fit, the newest first. Who may not see everybody's gets their own, whomever
    /// the filter names.
    ///
    /// # Errors
    /// [`JobError`].
    pub async fn list(
        &self,
        ctx: &Context,
        filter: JobFilter,
        page: &PageRequest,
    ) -> Result<Page<Job>, JobError> {
        Ok(self.queries.list(&visible(ctx, filter), page).await?)
    }

    /// How many jobs [`list`](Self::list) would give, on all pages.
    ///
    /// # Errors
    /// [`JobError`].
    pub async fn count(&self, ctx: &Context, filter: JobFilter) -> Result<u64, JobError> {
        Ok(self.queries.count(&visible(ctx, filter)).await?)
    }

    /// One job.
    ///
    /// # Errors
    /// [`JobError::NotFound`] for a job that may not be seen, too.
    pub async fn get(&self, ctx: &Context, id: JobId) -> Result<Job, JobError> {
        let found = self.queries.find(id).await?;
        found.filter(|job| authorise::may_see_job(ctx, job)).ok_or(JobError::NotFound)
    }
}

fn visible(ctx: &Context, filter: JobFilter) -> JobFilter {
    let owner = authorise::visible_jobs(ctx).or(filter.owner);
    JobFilter { owner, ..filter }
}
