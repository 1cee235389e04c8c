use actix_web::{HttpResponse, put, web::Data};

use super::dto::PasswordChange;
use crate::{
    extract::{Caller, Json},
    problem::ApiError,
    state::AppState,
    validation::parse,
};

/// Change one's password
///
/// Changes one's own password, and ends one's other sessions.
#[utoipa::path(
    tag = "users",
    security(("bearer" = []), ("password" = [])),
    extensions(("x-rate-limit" = json!("passwords"))),
    request_body = PasswordChange,
    responses((status = 204, description = "It is changed"))
)]
#[put("/users/me/password")]
pub(crate) async fn change_password(
    state: Data<AppState>,
    caller: Caller,
    input: Json<PasswordChange>,
) -> Result<HttpResponse, ApiError> {
    let PasswordChange { old_password, password } = input.0;
    state.users.change_password(&caller.0, &old_password, &parse("/password", &password)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
