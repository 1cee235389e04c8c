use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ALLOW, HeaderValue},
    web::Data,
};

use crate::{
    openapi::RouteTable,
    problem::{ApiError, Code},
};

/// Answers whatever no handler took: 405 where the address exists, 404 elsewhere.
pub(crate) async fn fallback(
    request: HttpRequest,
    table: Data<RouteTable>,
) -> Result<HttpResponse, ApiError> {
    let methods = table.allowed(request.path());
    if methods.is_empty() {
        return Err(ApiError::new(Code::NotFound).detail("there is no such address"));
    }
    let names: Vec<&str> = methods.iter().map(actix_web::http::Method::as_str).collect();
    let allow = HeaderValue::try_from(names.join(", ")).map_err(ApiError::internal)?;
    Err(ApiError::new(Code::MethodNotAllowed).header(ALLOW, allow))
}
