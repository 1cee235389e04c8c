use actix_web::{HttpResponse, patch, web::Data};
use fasttrack_domain::user::User;

use super::dto::{UserBody, UserPatch};
use crate::{
    extract::{Caller, PatchJson, PathId},
    problem::ApiError,
    state::AppState,
};

/// Change a user
///
/// Changes some of a user's details. For admins.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The user")),
    request_body(content(
        (UserPatch = "application/merge-patch+json"),
        (UserPatch = "application/json")
    )),
    responses(
        (status = 200, description = "The user as it is now", body = UserBody),
        (status = 409, description = "`email_taken` or `last_admin`")
    )
)]
#[patch("/users/{id}")]
pub(crate) async fn patch_user(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<User>,
    patch: PatchJson<UserPatch>,
) -> Result<HttpResponse, ApiError> {
    let user = state.users.update(&caller.0, id.0, patch.0.change()?).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(user)))
}
