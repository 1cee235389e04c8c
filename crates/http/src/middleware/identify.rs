use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE},
    middleware::Next,
    web::Data,
};
use fasttrack_application::{Actor, Context, auth::AuthenticationError};

use super::{RequestInfo, admit::miswired};
use crate::{
    openapi::{Access, RouteTable},
    problem::{ApiError, Code},
    state::AppState,
};

/// Marks a request that needs a token and has none that is good: why.
pub(crate) struct Unidentified(pub ApiError);

/// Finds out who asks, where that matters, and puts the `Context` or [`Unidentified`] into the
/// request. To verify a token takes less than to count a request, so it comes first; who is not
/// known by it is counted as the client that it is, and turned away only after that.
pub(crate) async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let table = request.app_data::<Data<RouteTable>>();
    let operation = table.and_then(|table| table.operation(request.path(), request.method()));
    if operation.is_some_and(|operation| operation.access == Access::Protected) {
        match caller(&request).await {
            Ok(context) => drop(request.extensions_mut().insert(context)),
            Err(error) if error.code.status().is_client_error() => {
                drop(request.extensions_mut().insert(Unidentified(error)));
            }
            // Nobody can be identified now, and nobody is to blame for it.
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

async fn caller(request: &ServiceRequest) -> Result<Context, ApiError> {
    let state = request.app_data::<Data<AppState>>().ok_or_else(miswired)?;
    let token = bearer(request.headers().get(AUTHORIZATION)).ok_or_else(|| {
        let challenge = HeaderValue::from_static("Bearer realm=\"fasttrack\"");
        ApiError::new(Code::Unauthenticated).header(WWW_AUTHENTICATE, challenge)
    })?;
    let user = state.auth.authenticate(token).await.map_err(refused)?;
    Ok(Context { actor: Actor::User(user), origin: RequestInfo::origin(request.request()), once: None })
}

/// The token of RFC 6750 §2.1. Other schemes, and headers that make no sense, are no token.
fn bearer(header: Option<&HeaderValue>) -> Option<&str> {
    let (scheme, token) = header?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refused(error: AuthenticationError) -> ApiError {
    match error {
        AuthenticationError::Store(error) => error.into(),
        error @ (AuthenticationError::InvalidToken(_)
        | AuthenticationError::SessionEnded
        | AuthenticationError::InvalidKey) => {
            let challenge = HeaderValue::from_static("Bearer realm=\"fasttrack\", error=\"invalid_token\"");
            ApiError::new(Code::InvalidToken).header(WWW_AUTHENTICATE, challenge).source(error)
        }
    }
}
