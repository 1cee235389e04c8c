use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};

use super::dto::{UserBody, UserInput};
use crate::{
    extract::{Caller, Json},
    problem::ApiError,
    state::AppState,
};

/// Create a user
///
/// Makes a user. For admins.
#[utoipa::path(
    tag = "users",
    request_body = UserInput,
    responses(
        (status = 201, description = "The user", body = UserBody, headers(
            ("Location" = String, description = "Where the user is")
        )),
        (status = 409, description = "`username_taken` or `email_taken`")
    )
)]
#[post("/users")]
pub(crate) async fn create_user(
    state: Data<AppState>,
    caller: Caller,
    input: Json<UserInput>,
) -> Result<HttpResponse, ApiError> {
    let user = state.users.create(&caller.0, input.0.new_user()?).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/users/{}", user.id)))
        .json(UserBody::from(user)))
}
