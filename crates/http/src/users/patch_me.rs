use actix_web::{HttpResponse, patch, web::Data};

use super::dto::{MePatch, UserBody, UserPatch};
use crate::{
    extract::{Caller, PatchJson},
    problem::ApiError,
    state::AppState,
};

/// Change oneself
///
/// Changes one's own name or address.
#[utoipa::path(
    tag = "users",
    security(("bearer" = []), ("password" = [])),
    request_body(content(
        (MePatch = "application/merge-patch+json"),
        (MePatch = "application/json")
    )),
    responses(
        (status = 200, description = "The user as it is now", body = UserBody),
        (status = 409, description = "`email_taken`")
    )
)]
#[patch("/users/me")]
pub(crate) async fn patch_me(
    state: Data<AppState>,
    caller: Caller,
    patch: PatchJson<MePatch>,
) -> Result<HttpResponse, ApiError> {
    let user = state.users.update_me(&caller.0, UserPatch::from(patch.0).change()?).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(user)))
}
