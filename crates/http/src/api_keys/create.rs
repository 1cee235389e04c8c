use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION},
    post,
    web::Data,
};

use super::{
    dto::{ApiKeyInput, NewApiKeyBody},
    problems,
};
use crate::{
    extract::{Caller, Json},
    problem::ApiError,
    state::AppState,
};

/// Make an API key
///
/// Makes a key with which a machine acts as oneself. The secret is shown only now: keep it where
/// secrets are kept. For who signed in; an API key makes no others (403 `session_required`).
#[utoipa::path(
    tag = "api-keys",
    security(("bearer" = []), ("password" = [])),
    request_body = ApiKeyInput,
    responses(
        (status = 201, description = "The key, with its secret", body = NewApiKeyBody, headers(
            ("Location" = String, description = "Where the key can be revoked")
        )),
        (status = 409, description = "`too_many_api_keys`")
    )
)]
#[post("/users/me/api-keys")]
pub(crate) async fn create_api_key(
    state: Data<AppState>,
    caller: Caller,
    input: Json<ApiKeyInput>,
) -> Result<HttpResponse, ApiError> {
    let created = state.api_keys.create(&caller.0, input.0.new_key()?).await;
    let created = created.map_err(|error| problems::refused(error, &input.0.scopes))?;
    let location = format!("/api/v1/users/me/api-keys/{}", created.key.id);
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((LOCATION, location))
        .json(NewApiKeyBody::from(created)))
}
