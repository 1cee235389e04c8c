use actix_cors::CorsError;
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::RequestInfo;
use crate::problem::{ApiError, Code, respond};

/// Makes a problem of a preflight request that is refused (Fetch §3.2.2). Whoever answers those
/// stands outside of where everything else becomes a problem, since it has headers to add to them.
pub(crate) async fn cross_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let info = RequestInfo::of(request.request());
    let response = next.call(request).await?.map_into_boxed_body();
    let refused = response.response().error().and_then(|error| error.as_error::<CorsError>());
    match refused.map(ToString::to_string) {
        None => Ok(response),
        Some(why) => {
            let problem = ApiError::new(Code::CorsRefused).detail(why);
            Ok(response.into_response(respond(&problem, info.as_ref())))
        }
    }
}
