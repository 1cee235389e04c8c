use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    ports::{Clock, Store},
    time::Timestamp,
};

use crate::unit::in_unit;

/// Keeps the store from growing for ever.
#[derive(Clone)]
pub struct Maintenance {
    /// Where things are removed.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// For how long a job can be looked up after its end.
    pub job_retention: Duration,
}

impl Maintenance {
    /// [`job_retention`](Self::job_retention) where nothing else is said: 30 days.
    pub const DEFAULT_JOB_RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// How many jobs go in one unit: a unit that removes them all would hold up everybody else.
    pub const BATCH: u16 = 500;
    /// How many lines of reports do.
    pub const REPORT_BATCH: u16 = 5_000;

    /// Removes the jobs that ended longer ago than they are kept; tells how many. What is removed
    /// stays removed if this is cut off half-way.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_jobs(&self) -> Result<u64, StoreError> {
        let kept = TimeDelta::from_std(self.job_retention).unwrap_or(TimeDelta::MAX);
        let ended_before = self.clock.now().saturating_add(-kept);
        self.prune_reports(ended_before).await?;
        let mut removed = 0;
        loop {
            let batch = in_unit(&*self.store, async |mut unit| {
                let removed = unit.jobs().prune(ended_before, Self::BATCH).await?;
                unit.commit().await?;
                Ok::<_, StoreError>(removed)
            })
            .await?;
            removed += batch;
            if batch < u64::from(Self::BATCH) {
                return Ok(removed);
            }
        }
    }
    /// What imports left out would go with their jobs: too many at once, perhaps.
    async fn prune_reports(&self, ended_before: Timestamp) -> Result<(), StoreError> {
        loop {
            let removed = in_unit(&*self.store, async |mut unit| {
                let removed = unit.imports().prune(ended_before, Self::REPORT_BATCH).await?;
                unit.commit().await?;
                Ok::<_, StoreError>(removed)
            })
            .await?;
            if removed < u64::from(Self::REPORT_BATCH) {
                return Ok(());
            }
        }
    }
}
