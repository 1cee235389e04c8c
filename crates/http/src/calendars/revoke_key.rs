use actix_web::{HttpResponse, delete, web::Data};

use crate::{extract::Caller, problem::ApiError, state::AppState};

/// Take the key to one's calendar away
///
/// Whoever has the key sees nothing any more. Without one, nothing changes.
#[utoipa::path(
    tag = "calendars",
    security(("bearer" = []), ("password" = [])),
    responses((status = 204, description = "There is no key"))
)]
#[delete("/users/me/calendar-key")]
pub(crate) async fn revoke_calendar_key(
    state: Data<AppState>,
    caller: Caller,
) -> Result<HttpResponse, ApiError> {
    state.calendars.revoke_key(&caller.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
