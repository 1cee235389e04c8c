use fasttrack_domain::{StoreError, error::Cause};

use crate::{authorise::Denied, unit::UnitError};

/// Why a use case of calendars failed.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The key opens nothing: it never did, was replaced or revoked, or its user is not active.
    #[error("the calendar key is not valid")]
    InvalidKey,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Keys cannot be made now.
    #[error("making a calendar key failed")]
    Keys(#[source] Cause),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for CalendarError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
