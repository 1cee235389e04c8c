use fasttrack_domain::{Constraint, StoreError, event::EventStatus};

use crate::{authorise::Denied, idempotency::KeyError, unit::UnitError};

/// Why a use case of events failed.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// There is no such event, or it is a draft that one may not see.
    #[error("there is no such event")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody else changed it since.
    #[error("the event was changed since it was read")]
    Stale,
    /// There is no such venue.
    #[error("there is no such venue")]
    VenueUnknown,
    /// The venue holds fewer.
    #[error("the venue has room for {0}")]
    CapacityAboveVenue(u32),
    /// More are confirmed already.
    #[error("{0} registrations are confirmed already")]
    CapacityBelowRegistered(u32),
    /// An event of the one status cannot take the other.
    #[error("an event that is {} cannot become {}", .from.as_str(), .to.as_str())]
    StatusChange {
        /// What it is.
        from: EventStatus,
        /// What it was to become.
        to: EventStatus,
    },
    /// Another published event is there at that time.
    #[error("another event takes place at the venue at that time")]
    VenueDoubleBooked,
    /// People are registered.
    #[error("people are registered for the event")]
    HasRegistrations,
    /// Of a request that has a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for EventError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::VenueUnknown) => Self::VenueUnknown,
            StoreError::Conflict(Constraint::VenueDoubleBooked) => Self::VenueDoubleBooked,
            error => Self::Store(error),
        }
    }
}

impl UnitError for EventError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
