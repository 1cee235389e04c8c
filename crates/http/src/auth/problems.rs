use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use fasttrack_application::{
    auth::{AuthError, SessionError},
    authorise::Denied,
};

use crate::problem::{ApiError, Code};

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::InvalidGrant => Self::new(Code::InvalidGrant),
            AuthError::InvalidScope => Self::new(Code::InvalidScope),
            AuthError::TooManyAttempts { retry_after } => Self::rate_limited(retry_after).of_oauth(),
            AuthError::Hashing(error) => error.into(),
            AuthError::Tokens(cause) => Self::internal(cause),
            AuthError::Store(error) => error.into(),
        }
    }
}

impl From<SessionError> for ApiError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotFound => Self::new(Code::NotFound).detail(error.to_string()),
            SessionError::Denied(denied) => denied.into(),
            SessionError::Store(error) => error.into(),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        let detail = denied.to_string();
        match denied {
            Denied::InsufficientScope(scope) => {
                // RFC 6750 §3.1
                let challenge =
                    format!("Bearer realm=\"fasttrack\", error=\"insufficient_scope\", scope=\"{scope}\"");
                let error = Self::new(Code::InsufficientScope).detail(detail);
                match HeaderValue::try_from(challenge) {
                    Ok(challenge) => error.header(WWW_AUTHENTICATE, challenge),
                    Err(_) => error,
                }
            }
            Denied::NotOwner | Denied::UsersOnly => Self::new(Code::NotOwner).detail(detail),
            Denied::SessionRequired => Self::new(Code::SessionRequired).detail(detail),
        }
    }
}
