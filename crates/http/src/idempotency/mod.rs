//! `Idempotency-Key`: requests that may be made again, and are answered as the first time.
//!
//! [`Once`] reads the key, and the digest of all that the request says, into the context of the use case.
//! What a use case made is an [`Answer`]; [`answered`] sends it, be it made now or before. There is no
//! other way to put one into words: what is kept is what was sent.

mod answer;
mod key;
mod message;
mod once;

pub(crate) use answer::{Answer, answered};
pub(crate) use key::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, IdempotencyHeader, NAME};
pub(crate) use once::{NoBody, Once};

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use fasttrack_application::idempotency::KeyError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code, FieldError};

/// How long a client is asked to wait for the other request that has its key, in seconds.
const RETRY_AFTER_SECONDS: u16 = 1;

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::InUse => Self::new(Code::IdempotencyKeyInUse)
                .detail(error.to_string())
                .header(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS)),
            KeyError::Reused => {
                let code = Code::IdempotencyKeyReused;
                let reused = Invalid::new(code.as_str(), "was given to another request before");
                Self::new(code).fields(vec![FieldError::new(NAME, reused)])
            }
        }
    }
}
