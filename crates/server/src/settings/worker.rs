use std::{num::NonZeroUsize, time::Duration};

use fasttrack_worker::{Backoff, LeaseTime, WorkerSettings};

use super::{
    reader::Reader,
    table,
    value::{duration, number, switch},
};

/// How work in the background is done.
#[derive(Debug, Clone)]
pub struct JobsSettings {
    /// Whether the process that serves works, too.
    pub in_serve: bool,
    /// How a worker works.
    pub worker: WorkerSettings,
    /// For how long a job can be looked up after its end.
    pub retention: Duration,
    /// For how long a session is kept after its end.
    pub session_retention: Duration,
    /// For how long an entry of the audit log is kept.
    pub audit_retention: Duration,
}

impl JobsSettings {
    /// Reads how many jobs a worker does at the same time, wherever it is said.
    ///
    /// # Errors
    /// What it must be.
    pub fn concurrency(raw: &str) -> Result<NonZeroUsize, String> {
        const LEAST: NonZeroUsize = NonZeroUsize::MIN;
        const MOST: NonZeroUsize = LEAST.saturating_add(255);
        number(LEAST..=MOST)(raw)
    }

    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let in_serve = r.value(&table::WORKER, switch);
        let concurrency = r.value(&table::WORKER_CONCURRENCY, Self::concurrency);
        let lease = r.value(&table::WORKER_LEASE, |raw| {
            LeaseTime::new(duration("1s"..="1m")(raw)?).map_err(|invalid| invalid.detail.into_owned())
        });
        let poll = r.value(&table::WORKER_POLL, duration("50ms"..="1m"));
        let grace = r.value(&table::WORKER_GRACE, duration("0s"..="10m"));
        let retry_pause = r.value(&table::WORKER_RETRY_PAUSE, duration("10ms"..="1h"));
        let retry_max_pause = r.value(&table::WORKER_RETRY_MAX_PAUSE, duration("10ms"..="1d"));
        let retention = r.value(&table::JOB_RETENTION, duration("1m"..="400d"));
        let session_retention = r.value(&table::SESSION_RETENTION, duration("1m"..="400d"));
        let audit_retention = r.value(&table::AUDIT_RETENTION, duration("30d"..="3650d"));
        let (concurrency, lease, poll, grace) = (concurrency?, lease?, poll?, grace?);
        let retry = Backoff { base: retry_pause?, cap: retry_max_pause? };
        Some(Self {
            in_serve: in_serve?,
            worker: WorkerSettings { concurrency, lease, poll, grace, retry, ..WorkerSettings::default() },
            retention: retention?,
            session_retention: session_retention?,
            audit_retention: audit_retention?,
        })
    }
}
