use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use fasttrack_domain::job::JobId;

/// How long to wait after a failure: twice as long after each, up to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure.
    pub base: Duration,
    /// Never longer than this.
    pub cap: Duration,
}

impl Backoff {
    /// The wait after so many failures in a row.
    #[must_use]
    pub fn after(&self, failures: u32) -> Duration {
        let times = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.base.saturating_mul(times).min(self.cap)
    }

    /// The wait after a job's attempt failed: between half and all of [`after`](Self::after), so that
    /// jobs that failed together do not come back together. It depends on nothing but the job and the
    /// attempt.
    #[must_use]
    pub fn of_job(&self, id: JobId, attempt: u32) -> Duration {
        let mut hasher = DefaultHasher::new();
        (id, attempt).hash(&mut hasher);
        let half = self.after(attempt) / 2;
        let share = (hasher.finish() % PARTS) as u32;
        half + half * share / PARTS as u32
    }
}

/// Into how many parts the half is divided that varies.
const PARTS: u64 = 1024;
