use actix_web::{HttpResponse, delete, web::Data};
use fasttrack_domain::session::Session;

use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// End a session
///
/// Ends one of one's own sessions. Its access tokens fail at once.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = []), ("password" = [])),
    params(("id" = Uuid, Path, description = "The session")),
    responses((status = 204, description = "It has ended"))
)]
#[delete("/auth/sessions/{id}")]
pub(crate) async fn end_session(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Session>,
) -> Result<HttpResponse, ApiError> {
    state.auth.end_session(&caller.0, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
