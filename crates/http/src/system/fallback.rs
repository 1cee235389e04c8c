use crate::problem::{ApiError, Code};

/// Answers whatever no handler took.
pub(crate) async fn fallback() -> Result<actix_web::HttpResponse, ApiError> {
    Err(ApiError::new(Code::NotFound).detail("there is no such address"))
}
