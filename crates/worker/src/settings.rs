//! How much a worker does at once, and how patient it is.

use std::{num::NonZeroUsize, time::Duration};

use fasttrack_domain::Invalid;

use crate::Backoff;

/// How long a job stays a worker's own without a sign of life: 1 to 60 s, 30 s by default. A worker
/// that dies holds its jobs up for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseTime(Duration);

impl LeaseTime {
    /// The shortest: a heartbeat needs time to arrive.
    pub const MIN: Duration = Duration::from_secs(1);
    /// The longest.
    pub const MAX: Duration = Duration::from_secs(60);
    /// How many heartbeats fit into a lease.
    pub const BEATS: u32 = 3;

    /// Checks the bounds.
    ///
    /// # Errors
    /// `out_of_range` outside 1–60 s.
    pub fn new(raw: Duration) -> Result<Self, Invalid> {
        if (Self::MIN..=Self::MAX).contains(&raw) {
            Ok(Self(raw))
        } else {
            Err(Invalid::new("out_of_range", "must be between 1 and 60 seconds"))
        }
    }

    /// The time itself.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }

    /// How long from one heartbeat to the next.
    #[must_use]
    pub fn beat(self) -> Duration {
        self.0 / Self::BEATS
    }
}

impl Default for LeaseTime {
    fn default() -> Self {
        Self(Duration::from_secs(30))
    }
}

/// What a worker is told. [`Default`] gives the defaults.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// How many jobs are done at the same time; 4 by default.
    pub concurrency: NonZeroUsize,
    /// How long a job is claimed for, again and again.
    pub lease: LeaseTime,
    /// How long at the most until it is looked for jobs again, when nobody says that there are any;
    /// 5 s by default.
    pub poll: Duration,
    /// How long the running jobs may go on when the worker is to stop; 20 s by default.
    pub grace: Duration,
    /// How long a job that was called off has to stop by itself before it is dropped; 5 s by
    /// default.
    pub cancel_grace: Duration,
    /// How long a worker that stops waits for answers of the store, before the rest is left to the
    /// ends of the leases; 5 s by default.
    pub release_within: Duration,
    /// How long a job that failed waits until it is tried again; from 2 s to 15 min by default.
    pub retry: Backoff,
    /// How long the store is left alone after it failed; from 100 ms to 5 s by default.
    pub outage: Backoff,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            concurrency: NonZeroUsize::MIN.saturating_add(3),
            lease: LeaseTime::default(),
            poll: Duration::from_secs(5),
            grace: Duration::from_secs(20),
            cancel_grace: Duration::from_secs(5),
            release_within: Duration::from_secs(5),
            retry: Backoff { base: Duration::from_secs(2), cap: Duration::from_secs(15 * 60) },
            outage: Backoff { base: Duration::from_millis(100), cap: Duration::from_secs(5) },
        }
    }
}
