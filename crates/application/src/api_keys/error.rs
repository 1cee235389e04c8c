use fasttrack_domain::{StoreError, access::Scope, error::Cause, time::Timestamp};

use crate::{authorise::Denied, unit::UnitError};

/// Why a use case of API keys failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    /// There is no such key of this user.
    #[error("there is no such API key")]
    NotFound,
    /// Somebody removed the user meanwhile.
    #[error("there is no such user any more")]
    UserGone,
    /// The key would allow what whoever makes it may not do.
    #[error("the key cannot allow more than the token that it is made with")]
    ScopesNotHeld(Vec<Scope>),
    /// The key would never work.
    #[error("must be in the future")]
    ExpiryPassed,
    /// The key would live longer than keys may; until when one may.
    #[error("must not be after {0}")]
    ExpiryTooFar(Timestamp),
    /// The user has as many keys as a user may have.
    #[error("there are as many API keys as a user may have: revoke one first")]
    TooMany,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Secrets cannot be made now.
    #[error("making an API key failed")]
    Secrets(#[source] Cause),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UnitError for ApiKeyError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
