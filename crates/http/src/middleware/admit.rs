use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{ALLOW, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use fasttrack_application::Context;
use fasttrack_domain::Invalid;

use super::identify::Unidentified;
use crate::{
    openapi::{Access, RouteTable},
    problem::{ApiError, Code},
};

/// Lets a request in, or not, before anything of it is read. The OpenAPI document decides: an
/// operation needs a token, or an API key in its place, unless it says that it needs none; methods that it does not know do not
/// exist (the router alone would take a method that `/events/upcoming` does not have for one of
/// `/events/{id}`); and an operation without parameters takes none.
pub(crate) async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match admission(&request) {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(refused) => Ok(request.error_response(refused).map_into_right_body()),
    }
}

fn admission(request: &ServiceRequest) -> Result<(), ApiError> {
    let table = request.app_data::<Data<RouteTable>>().ok_or_else(miswired)?;
    let Some(operation) = table.operation(request.path(), request.method()) else {
        return wrong_method(&table.allowed(request.path()));
    };
    if operation.access == Access::Protected {
        identified(request)?;
    }
    if operation.takes_query || !request.path().starts_with("/api/") {
        return Ok(());
    }
    no_parameters(request.query_string())
}

/// Leaves to the router what has no methods at all: it is nothing, or a page beside the API.
fn wrong_method(allowed: &[Method]) -> Result<(), ApiError> {
    if allowed.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    let allow = HeaderValue::try_from(names.join(", ")).map_err(ApiError::internal)?;
    Err(ApiError::new(Code::MethodNotAllowed).header(ALLOW, allow))
}

fn no_parameters(query: &str) -> Result<(), ApiError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    match pairs.into_iter().next() {
        None => Ok(()),
        Some((name, _)) => {
            let unknown =
                Invalid::new("unknown_parameter", "is no parameter of this operation, which has none");
            Err(ApiError::invalid(&name, unknown))
        }
    }
}

/// Whoever is not known is told why.
fn identified(request: &ServiceRequest) -> Result<(), ApiError> {
    let mut extensions = request.extensions_mut();
    match extensions.remove::<Unidentified>() {
        Some(Unidentified(why)) => Err(why),
        None if extensions.contains::<Context>() => Ok(()),
        None => Err(miswired()),
    }
}

pub(super) fn miswired() -> ApiError {
    ApiError::internal("the application was put together without its state")
}
