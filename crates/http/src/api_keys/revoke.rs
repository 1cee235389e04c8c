use actix_web::{HttpResponse, delete, web::Data};
use fasttrack_domain::api_key::ApiKey;

use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Revoke an API key
///
/// Takes one of one's own keys away. It fails at once. For who signed in.
#[utoipa::path(
    tag = "api-keys",
    security(("bearer" = []), ("password" = [])),
    params(("id" = Uuid, Path, description = "The key")),
    responses((status = 204, description = "It is gone"))
)]
#[delete("/users/me/api-keys/{id}")]
pub(crate) async fn revoke_api_key(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<ApiKey>,
) -> Result<HttpResponse, ApiError> {
    state.api_keys.revoke(&caller.0, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
