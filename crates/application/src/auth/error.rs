use std::time::Duration;

use fasttrack_domain::{StoreError, error::Cause, ports::HashingError};

use crate::{authorise::Denied, unit::UnitError};

/// Why no tokens were given.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Unknown user, wrong password, inactive user; or a refresh token that is unknown, spent,
    /// expired or of an ended session. Deliberately one answer for all.
    #[error("the credentials are not valid")]
    InvalidGrant,
    /// More was asked for than is allowed.
    #[error("a scope was asked for that may not be granted")]
    InvalidScope,
    /// Somebody tried too often to sign in as this user from there.
    #[error("there were too many attempts to sign in")]
    TooManyAttempts {
        /// In how long the next one may be made.
        retry_after: Duration,
    },
    /// Passwords cannot be verified now.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// Tokens cannot be made now.
    #[error("making a token failed")]
    Tokens(#[source] Cause),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for AuthError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// Why sessions could not be listed or ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is no such session of this user.
    #[error("there is no such session")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for SessionError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
