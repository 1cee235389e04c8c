use std::borrow::Cow;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{ALLOW, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use crate::{
    openapi::RouteTable,
    problem::{ApiError, Code, FieldError},
};

/// Lets through what the OpenAPI document knows of a known address: its methods, and parameters
/// where it has some. (Which ones, the handler knows.) The router alone would take a method that
/// `/events/upcoming` does not have for one of `/events/{id}`, and handlers that take no parameters
/// would not see that there are any.
pub(crate) async fn documented(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match undocumented(&request) {
        Some(refused) => Ok(request.error_response(refused).map_into_right_body()),
        None => next.call(request).await.map(ServiceResponse::map_into_left_body),
    }
}

fn undocumented(request: &ServiceRequest) -> Option<ApiError> {
    let table = request.app_data::<Data<RouteTable>>()?;
    match table.operation(request.path(), request.method()) {
        None => method_not_allowed(&table.allowed(request.path())),
        Some(operation) if operation.takes_query || !request.path().starts_with("/api/") => None,
        Some(_) => unknown_parameter(request.query_string()),
    }
}

fn method_not_allowed(allowed: &[Method]) -> Option<ApiError> {
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    // Addresses without a method are none, or files of the documentation.
    let allow = HeaderValue::try_from(names.join(", ")).ok().filter(|allow| !allow.is_empty())?;
    Some(ApiError::new(Code::MethodNotAllowed).header(ALLOW, allow))
}

fn unknown_parameter(query: &str) -> Option<ApiError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let (name, _) = pairs.into_iter().next()?;
    let field = FieldError {
        pointer: name,
        code: Cow::Borrowed("unknown_parameter"),
        detail: "is no parameter of this operation, which has none".to_owned(),
    };
    Some(ApiError::new(Code::ValidationFailed).fields(vec![field]))
}
