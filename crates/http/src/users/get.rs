use actix_web::{HttpResponse, get, web::Data};
use fasttrack_domain::user::User;

use super::dto::UserBody;
use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get a user
///
/// One user. For admins.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The user")),
    responses((status = 200, description = "The user", body = UserBody))
)]
#[get("/users/{id}")]
pub(crate) async fn get_user(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<User>,
) -> Result<HttpResponse, ApiError> {
    let user = state.users.get(&caller.0, id.0).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(user)))
}
