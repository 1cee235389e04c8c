use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};

use crate::{
    problem::{ApiError, Code},
    settings::HttpSettings,
};

/// Refuses a request whose headers say more than anybody means who uses them (RFC 6585 §5). The HTTP
/// library has a limit of its own, four times the default of ours, beyond which it answers without a
/// word.
pub(crate) async fn headers_limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let limit = request.app_data::<Data<HttpSettings>>().map_or(0, |settings| settings.headers_limit);
    let headers = request.headers().iter();
    let size: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > limit {
        let refused = ApiError::new(Code::HeadersTooLarge);
        return Ok(request.error_response(refused).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}
