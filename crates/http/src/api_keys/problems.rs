use fasttrack_application::api_keys::ApiKeyError;
use fasttrack_domain::Invalid;

use crate::problem::{ApiError, Code, FieldError};

/// As [`ApiError::from`], and points to those of the scopes that were asked for which are too much.
pub(super) fn refused(error: ApiKeyError, asked: &[String]) -> ApiError {
    let ApiKeyError::ScopesNotHeld(beyond) = &error else { return error.into() };
    let detail = error.to_string();
    let too_much = asked.iter().enumerate().filter(|(_, word)| beyond.iter().any(|s| s.as_str() == *word));
    let fields = too_much.map(|(index, _)| {
        FieldError::new(format!("/scopes/{index}"), Invalid::new("scope_not_held", detail.clone()))
    });
    ApiError::new(Code::ValidationFailed).fields(fields.collect())
}

impl From<ApiKeyError> for ApiError {
    fn from(error: ApiKeyError) -> Self {
        let detail = error.to_string();
        match error {
            ApiKeyError::Denied(denied) => denied.into(),
            ApiKeyError::Store(error) => error.into(),
            ApiKeyError::Secrets(_) => Self::internal(error),
            ApiKeyError::NotFound | ApiKeyError::UserGone => Self::new(Code::NotFound).detail(detail),
            ApiKeyError::TooMany => Self::new(Code::TooManyApiKeys).detail(detail),
            ApiKeyError::ScopesNotHeld(_) => Self::invalid("/scopes", Invalid::new("scope_not_held", detail)),
            ApiKeyError::ExpiryPassed => Self::invalid("/expires_at", Invalid::new("in_the_past", detail)),
            ApiKeyError::ExpiryTooFar(_) => {
                Self::invalid("/expires_at", Invalid::new("too_far_ahead", detail))
            }
        }
    }
}
