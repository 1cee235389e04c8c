use fasttrack_domain::{StoreError, ports::ForecastError};

use crate::{authorise::Denied, unit::UnitError};

/// Why a use case of somebody who asks failed.
#[derive(Debug, thiserror::Error)]
pub enum ForecastsError {
    /// There is no such event, or it is a draft that one may not see.
    #[error("there is no such event")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no forecast, or none yet.
    #[error("there is no forecast for the event")]
    Unavailable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a forecast was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// There is none to be had.
    #[error(transparent)]
    Provider(#[from] ForecastError),
    /// Each time that there was one, it was for what the event had been before.
    #[error("the event was edited each time that it was looked at")]
    Edited,
    /// The job is somebody else's by now.
    #[error("the job was taken over")]
    Lost,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a sweep ended before its time. What it has fetched until then stays.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// Nobody answers.
    #[error(transparent)]
    Provider(#[from] ForecastError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for ForecastsError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl UnitError for RefreshError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
