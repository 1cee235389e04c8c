//! Jobs: work that is done later, once, whatever happens meanwhile.
//!
//! A job is a row that is written in the unit which causes it. A worker takes it for a while, the
//! lease, and must say now and then that it is still at it. Who falls silent loses the job to another
//! worker; each taking has a number, and the store refuses whoever comes with an older one.

mod kind;
mod lease;
mod progress;
mod state;

pub use kind::{JobKind, UniqueKey};
pub use lease::{Beat, Claim, FencingToken, Lease, Settlement, Taken};
pub use progress::Progress;
pub use state::JobState;

use crate::{id::Id, page::Position, page::SortKey, time::Timestamp, user::UserId};

/// The identifier of a [`Job`].
pub type JobId = Id<Job>;

/// Work that is to be done, is being done, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Identifies the job for ever.
    pub id: JobId,
    /// What sort of work it is.
    pub kind: JobKind,
    /// What to do exactly, in the words of whoever does it. Stores only keep it.
    pub payload: String,
    /// On whose account; `None` for the system's own.
    pub owner: Option<UserId>,
    /// Of those that are neither done nor given up, one kind has at most one with this key.
    pub unique_key: Option<UniqueKey>,
    /// How far it is.
    pub state: JobState,
    /// When it may begin, or began to be due.
    pub run_at: Timestamp,
    /// How often it was begun.
    pub attempts: u32,
    /// How often it may be, before it is given up.
    pub max_attempts: u32,
    /// How much of it is done.
    pub progress: Option<Progress>,
    /// Why the last attempt failed; `None` again when one succeeded.
    pub last_error: Option<String>,
    /// What came of it, in the words of whoever did it.
    pub result: Option<String>,
    /// Whether whoever does it should stop.
    pub cancel_requested: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was done, given up or cancelled.
    pub finished_at: Option<Timestamp>,
}

impl Job {
    /// How often a job is tried where nothing else is said.
    pub const DEFAULT_MAX_ATTEMPTS: u32 = 5;
    /// How many characters of an error are kept.
    pub const MAX_ERROR: usize = 2_000;

    /// A job that waits to be begun, at once.
    #[must_use]
    pub const fn new(id: JobId, kind: JobKind, payload: String, now: Timestamp) -> Self {
        Self {
            id,
            kind,
            payload,
            owner: None,
            unique_key: None,
            state: JobState::Waiting,
            run_at: now,
            attempts: 0,
            max_attempts: Self::DEFAULT_MAX_ATTEMPTS,
            progress: None,
            last_error: None,
            result: None,
            cancel_requested: false,
            created_at: now,
            finished_at: None,
        }
    }

    /// As much of an error as is kept. Whatever it says, every store can write it: an attempt that
    /// cannot be ended would be begun again for ever.
    #[must_use]
    pub fn kept_error(error: &str) -> String {
        let writable = |c: char| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c };
        error.chars().map(writable).take(Self::MAX_ERROR).collect()
    }

    /// Where it stands in a list, the newest first.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { key: SortKey::Time(self.created_at), id: self.id.uuid() }
    }
}

/// Which jobs to list: those that fit all that is given. The newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobFilter {
    /// Of this kind.
    pub kind: Option<JobKind>,
    /// In this state.
    pub state: Option<JobState>,
    /// Of those in [`JobState::Waiting`], the ones that are due at this instant, or are not.
    pub due: Option<(Timestamp, bool)>,
    /// On this user's account.
    pub owner: Option<UserId>,
}
