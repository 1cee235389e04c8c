use super::{Job, JobId, Progress};
use crate::time::Timestamp;

/// Numbers the takings of a job: each is greater than the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FencingToken(pub i64);

/// The right to do a job, as long as nobody else has taken it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job_id: JobId,
    /// Which taking this is.
    pub token: FencingToken,
}

/// A job that was taken just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What to do; its attempts count this one.
    pub job: Job,
    /// The right to do it.
    pub lease: Lease,
}

/// What came of looking for something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A job is to be done.
    Begun(Claim),
    /// The job that stood first was ended, since nobody may begin it any more: it was begun as often
    /// as it may be, or called off. There may be another behind it.
    Ended(Job),
}

/// What a worker learns when it says that it is still at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// It goes on.
    Held,
    /// It should stop: somebody called the job off.
    CancelRequested,
    /// It has no right to any more: another worker has the job, or it is over.
    Lost,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It is done.
    Succeeded {
        /// What came of it.
        result: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// It failed, and is tried again.
    Retry {
        /// Why.
        error: String,
        /// Not before.
        run_at: Timestamp,
    },
    /// It failed for good.
    Dead {
        /// Why.
        error: String,
        /// When.
        at: Timestamp,
    },
    /// It was called off.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// It was not finished, through no fault of its own: this attempt does not count, and the next
    /// worker may begin at once.
    Released {
        /// How far it came.
        progress: Option<Progress>,
    },
}

impl Settlement {
    /// How far it came, where that is told.
    #[must_use]
    pub const fn progress(&self) -> Option<Progress> {
        match self {
            Self::Released { progress } => *progress,
            Self::Succeeded { .. } | Self::Retry { .. } | Self::Dead { .. } | Self::Cancelled { .. } => None,
        }
    }

    /// How many attempts it takes back: one that was not finished does not count.
    #[must_use]
    pub const fn attempts_given_back(&self) -> u32 {
        match self {
            Self::Released { .. } => 1,
            Self::Succeeded { .. } | Self::Retry { .. } | Self::Dead { .. } | Self::Cancelled { .. } => 0,
        }
    }
}
