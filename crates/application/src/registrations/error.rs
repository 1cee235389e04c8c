use fasttrack_domain::{Constraint, StoreError};

use crate::{authorise::Denied, idempotency::KeyError, unit::UnitError};

/// Why a use case of registrations failed.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// There is no such event, or it is a draft that one may not see.
    #[error("there is no such event")]
    EventNotFound,
    /// There is no such registration, or it is none of one's business.
    #[error("there is no such registration")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The event is not published, or has started.
    #[error("the event takes no registrations")]
    EventNotOpen,
    /// Who registers by itself does so under its own address.
    #[error("one registers oneself under one's own e-mail address")]
    NotOwnEmail,
    /// The address has a live registration.
    #[error("the e-mail address is registered already")]
    EmailRegistered,
    /// Only who has a seat can be checked in.
    #[error("only a confirmed registration can be checked in")]
    NotConfirmed,
    /// Of a request that has a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RegistrationError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::EmailRegistered) => Self::EmailRegistered,
            StoreError::Conflict(Constraint::EventUnknown) => Self::EventNotFound,
            error => Self::Store(error),
        }
    }
}

impl UnitError for RegistrationError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
