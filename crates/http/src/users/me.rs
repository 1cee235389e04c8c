use actix_web::{HttpResponse, get, web::Data};

use super::dto::UserBody;
use crate::{extract::Caller, problem::ApiError, state::AppState};

/// Who am I?
///
/// Oneself.
#[utoipa::path(
    tag = "users",
    responses((status = 200, description = "The user of the token", body = UserBody))
)]
#[get("/users/me")]
pub(crate) async fn get_me(state: Data<AppState>, caller: Caller) -> Result<HttpResponse, ApiError> {
    let user = state.users.me(&caller.0).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(user)))
}
