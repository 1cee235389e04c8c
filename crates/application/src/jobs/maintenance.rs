use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    ports::{Clock, Store, UnitOfWork},
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
    /// For how long a session is kept after its end, and an API key that expired.
    pub session_retention: Duration,
    /// For how long an entry of the audit log is kept: no less than
    /// [`LEAST_AUDIT_RETENTION`](Self::LEAST_AUDIT_RETENTION).
    pub audit_retention: Duration,
}

impl Maintenance {
    /// [`job_retention`](Self::job_retention) where nothing else is said: 30 days.
    pub const DEFAULT_JOB_RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// [`session_retention`](Self::session_retention) where nothing else is said: 30 days.
    pub const DEFAULT_SESSION_RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// [`audit_retention`](Self::audit_retention) where nothing else is said: 365 days.
    pub const DEFAULT_AUDIT_RETENTION: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    /// The least of it, 30 days: stores refuse to remove what is younger than four weeks by their own
    /// clock, and that may differ from ours.
    pub const LEAST_AUDIT_RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// How many rows of a kind go in one unit: a unit that removes them all would hold up everybody else.
    pub const BATCH: u16 = 500;
    /// How many lines of reports do.
    pub const REPORT_BATCH: u16 = 5_000;

    /// Removes the jobs that ended longer ago than they are kept; tells how many. What is removed
    /// stays removed if this is cut off half-way.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_jobs(&self) -> Result<u64, StoreError> {
        let ended_before = self.before(self.job_retention);
        // What imports left out would go with their jobs: too many at once, perhaps.
        self.in_batches(Self::REPORT_BATCH, async |mut unit| {
            let removed = unit.imports().prune(ended_before, Self::REPORT_BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await?;
        self.in_batches(Self::BATCH, async |mut unit| {
            let removed = unit.jobs().prune(ended_before, Self::BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await
    }

    /// Removes the sessions that ended or expired longer ago than they are kept, with their refresh
    /// tokens; tells how many of both. The tokens of a session that lives stay, however many were
    /// spent: whoever presents one of them again has a copy.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_sessions(&self) -> Result<u64, StoreError> {
        let over_before = self.before(self.session_retention);
        self.in_batches(Self::BATCH, async |mut unit| {
            let removed = unit.sessions().prune(over_before, Self::BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await
    }

    /// Removes the API keys that expired longer ago than they are kept; tells how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_api_keys(&self) -> Result<u64, StoreError> {
        let expired_before = self.before(self.session_retention);
        self.in_batches(Self::BATCH, async |mut unit| {
            let removed = unit.api_keys().prune(expired_before, Self::BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await
    }

    /// Removes the answers to requests that may be made again when their time is over; tells how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_idempotency_keys(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        self.in_batches(Self::BATCH, async |mut unit| {
            let removed = unit.idempotency().prune(now, Self::BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await
    }

    /// Removes the entries of the audit log that are older than they are kept; tells how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn prune_audit(&self) -> Result<u64, StoreError> {
        let before = self.before(self.audit_retention.max(Self::LEAST_AUDIT_RETENTION));
        self.in_batches(Self::BATCH, async |mut unit| {
            let removed = unit.audit().prune(before, Self::BATCH).await?;
            unit.commit().await?;
            Ok(removed)
        })
        .await
    }

    /// What was over before this instant has been kept for long enough.
    fn before(&self, retention: Duration) -> Timestamp {
        let kept = TimeDelta::from_std(retention).unwrap_or(TimeDelta::MAX);
        self.clock.now().saturating_add(-kept)
    }

    /// Removes batch by batch, in a unit each, until one of them is not full.
    async fn in_batches<F, Fut>(&self, size: u16, batch: F) -> Result<u64, StoreError>
    where
        F: Fn(Box<dyn UnitOfWork>) -> Fut,
        Fut: Future<Output = Result<u64, StoreError>>,
    {
        let mut all = 0;
        loop {
            let removed = in_unit(&*self.store, &batch).await?;
            all += removed;
            if removed < u64::from(size) {
                return Ok(all);
            }
        }
    }
}
