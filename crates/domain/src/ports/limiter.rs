use std::{num::NonZeroU32, time::Duration};

use async_trait::async_trait;

/// Lets somebody do something so often: the generic cell rate algorithm (ITU-T I.371).
///
/// It never fails. One whose shared state cannot be reached, or not in time, counts for this
/// process alone meanwhile.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Asks for one more, and takes it if it is there. `key` says who does what; one key is always
    /// asked for with one quota.
    async fn check(&self, key: &str, quota: Quota) -> Decision;

    /// Gives all of the quota back, as if nothing had been asked for.
    async fn forget(&self, key: &str, quota: Quota);
}

/// How often something may be done: `burst` times at once, and steadily `burst` times a `window`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How often.
    pub burst: NonZeroU32,
    /// In how long; at least a millisecond for each.
    pub window: Duration,
}

impl Quota {
    /// How long it takes until one more may be done.
    #[must_use]
    pub fn interval(&self) -> Duration {
        self.window / self.burst.get()
    }
}

/// Whether it may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allowed {
        /// How often more, if at once.
        remaining: u32,
        /// In how long all of the quota is there again, at the latest.
        reset: Duration,
    },
    /// It may not.
    Refused {
        /// In how long it may.
        retry_after: Duration,
    },
}
