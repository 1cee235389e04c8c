use actix_web::{error::PayloadError, http::StatusCode};

use super::{ApiError, Code};

/// The problem that stands for a response of the framework's own, of which only the status is
/// known.
pub(crate) fn from_framework(status: StatusCode) -> ApiError {
    ApiError::new(match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::NOT_ACCEPTABLE => Code::NotAcceptable,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::URI_TOO_LONG => Code::UriTooLong,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        status if status.is_client_error() => Code::MalformedBody,
        _ => Code::InternalError,
    })
}

impl From<PayloadError> for ApiError {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Overflow => Self::new(Code::PayloadTooLarge),
            error => Self::new(Code::MalformedBody)
                .detail("the body did not arrive whole")
                .source(error.to_string()),
        }
    }
}
