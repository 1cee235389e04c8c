use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, post, web::Data};

use super::dto::{RegistrationInput, UserBody, UserInput};
use crate::{extract::Json, middleware::RequestInfo, problem::ApiError, state::AppState};

/// Register as a new user
///
/// Registers by oneself, as a viewer; only where the operator has switched it on.
#[utoipa::path(
    tag = "users",
    extensions(("x-rate-limit" = json!("passwords"))),
    security(()),
    request_body = RegistrationInput,
    responses(
        (status = 201, description = "The user", body = UserBody, headers(
            ("Location" = String, description = "Where the user is")
        )),
        (status = 403, description = "`sign_up_closed`"),
        (status = 409, description = "`username_taken` or `email_taken`")
    )
)]
#[post("/users/register")]
pub(crate) async fn register_user(
    request: HttpRequest,
    state: Data<AppState>,
    input: Json<RegistrationInput>,
) -> Result<HttpResponse, ApiError> {
    let new = UserInput::from(input.0).new_user()?;
    let user = state.users.sign_up(&RequestInfo::origin(&request), new).await?;
    Ok(HttpResponse::Created().insert_header((LOCATION, "/api/v1/users/me")).json(UserBody::from(user)))
}
