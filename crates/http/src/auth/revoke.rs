use actix_web::{HttpRequest, HttpResponse, http::header::CACHE_CONTROL, post, web::Data};

use super::dto::RevokeRequest;
use crate::{extract::Form, middleware::RequestInfo, problem::ApiError, state::AppState};

/// End the session of a refresh token
///
/// Ends the session of a refresh token (RFC 7009): a sign-out.
///
/// The answer is 200 whether or not the token was good; it is not good any more.
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body(
        content = RevokeRequest,
        content_type = "application/x-www-form-urlencoded",
        example = json!({"token": "q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvTyEs"})
    ),
    responses((status = 200, description = "The token does not work any more"))
)]
#[post("/auth/revoke")]
pub(crate) async fn revoke(
    request: HttpRequest,
    state: Data<AppState>,
    form: Form<RevokeRequest>,
) -> Result<HttpResponse, ApiError> {
    if let Some(token) = form.0.token {
        state.auth.revoke(&RequestInfo::origin(&request), &token).await?;
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}
