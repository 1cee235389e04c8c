use fasttrack_domain::{Constraint, StoreError, ports::HashingError};

use crate::{authorise::Denied, unit::UnitError};

/// Why a use case of users failed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// There is no such user.
    #[error("there is no such user")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Nobody may register but by an admin.
    #[error("self-registration is switched off")]
    SignUpClosed,
    /// Somebody has this username.
    #[error("the username is taken")]
    UsernameTaken,
    /// Somebody has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Nobody would be left to administer.
    #[error("this is the last active admin")]
    LastAdmin,
    /// The user owns events.
    #[error("the user owns events")]
    OwnsEvents,
    /// The events cannot be given to that user.
    #[error("there is no such user to give the events to")]
    NewOwnerUnknown,
    /// The password is easy to guess.
    #[error("the password is too easy to guess")]
    WeakPassword,
    /// The old password is not that of the user.
    #[error("the old password is wrong")]
    WrongPassword,
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for UserError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::UsernameTaken) => Self::UsernameTaken,
            StoreError::Conflict(Constraint::EmailTaken) => Self::EmailTaken,
            StoreError::Conflict(Constraint::UserOwnsEvents) => Self::OwnsEvents,
            StoreError::Conflict(Constraint::UserUnknown) => Self::NewOwnerUnknown,
            error => Self::Store(error),
        }
    }
}

impl UnitError for UserError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
