use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE},
    middleware::Next,
    web::Data,
};
use fasttrack_application::{Actor, Context, auth::AuthenticationError};

use super::RequestInfo;
use crate::{
    openapi::{Access, RouteTable},
    problem::{ApiError, Code},
    state::AppState,
};

/// Finds out who asks, before anything of the request is read. Every operation needs a token
/// unless the OpenAPI document says that it needs none; addresses and methods that do not exist
/// are left to the fallback.
pub(crate) async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let table = request.app_data::<Data<RouteTable>>();
    let access = table.map_or(Access::Protected, |table| table.access(request.path(), request.method()));
    if access == Access::Protected {
        match caller(&request).await {
            Ok(context) => request.extensions_mut().insert(context),
            Err(refused) => return Ok(request.error_response(refused).map_into_right_body()),
        };
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

async fn caller(request: &ServiceRequest) -> Result<Context, ApiError> {
    let state = request
        .app_data::<Data<AppState>>()
        .ok_or_else(|| ApiError::internal("the state is not part of the application"))?;
    let token = bearer(request.headers().get(AUTHORIZATION)).ok_or_else(|| {
        let challenge = HeaderValue::from_static("Bearer realm=\"fasttrack\"");
        ApiError::new(Code::Unauthenticated).header(WWW_AUTHENTICATE, challenge)
    })?;
    let user = state.auth.authenticate(token).await.map_err(refused)?;
    let request_id = RequestInfo::of(request.request()).map(|info| info.id).unwrap_or_default();
    Ok(Context { actor: Actor::User(user), request_id })
}

/// The token of RFC 6750 §2.1. Other schemes, and headers that make no sense, are no token.
fn bearer(header: Option<&HeaderValue>) -> Option<&str> {
    let (scheme, token) = header?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refused(error: AuthenticationError) -> ApiError {
    match error {
        AuthenticationError::Store(error) => error.into(),
        error @ (AuthenticationError::InvalidToken(_) | AuthenticationError::SessionEnded) => {
            let challenge = HeaderValue::from_static("Bearer realm=\"fasttrack\", error=\"invalid_token\"");
            ApiError::new(Code::InvalidToken).header(WWW_AUTHENTICATE, challenge).source(error)
        }
    }
}
