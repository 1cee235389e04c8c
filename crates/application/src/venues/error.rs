use fasttrack_domain::{Constraint, StoreError};

use crate::{authorise::Denied, idempotency::KeyError, unit::UnitError};

/// Why a use case of venues failed.
#[derive(Debug, thiserror::Error)]
pub enum VenueError {
    /// There is no such venue.
    #[error("there is no such venue")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody else changed it since.
    #[error("the venue was changed since it was read")]
    Stale,
    /// Its city has a venue of that name.
    #[error("there is a venue of that name in that city")]
    NameTaken,
    /// Events take place there.
    #[error("events take place at the venue")]
    InUse,
    /// A coming event needs more seats.
    #[error("a coming event at the venue has room for {0}")]
    TooSmall(u32),
    /// Of a request that has a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for VenueError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::VenueNameTaken) => Self::NameTaken,
            StoreError::Conflict(Constraint::VenueInUse) => Self::InUse,
            error => Self::Store(error),
        }
    }
}

impl UnitError for VenueError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
