use fasttrack_domain::{Constraint, StoreError};

use crate::{authorise::Denied, idempotency::KeyError, unit::UnitError};

/// Why a use case of jobs failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// There is no such job, or none that may be seen.
    #[error("there is no such job")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It is over already.
    #[error("the job is over: there is nothing to call off")]
    NotCancellable,
    /// It goes on by itself, or is done.
    #[error("only a job that was given up or called off can be done again")]
    NotRetryable,
    /// Another one does the same already.
    #[error("another job of this kind does the same already")]
    AlreadyThere,
    /// Of a request that has a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::JobKeyTaken) => Self::AlreadyThere,
            error => Self::Store(error),
        }
    }
}

impl UnitError for JobError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
