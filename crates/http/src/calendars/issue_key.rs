use actix_web::{HttpRequest, HttpResponse, http::header::CACHE_CONTROL, post, web::Data};

use super::dto::CalendarKeyBody;
use crate::{extract::Caller, problem::ApiError, state::AppState};

/// Get a key to one's calendar
///
/// A new key, in the place of the old one, which opens nothing any more.
#[utoipa::path(
    tag = "calendars",
    security(("bearer" = []), ("password" = [])),
    responses((status = 201, description = "The key, shown only now", body = CalendarKeyBody))
)]
#[post("/users/me/calendar-key")]
pub(crate) async fn issue_calendar_key(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
) -> Result<HttpResponse, ApiError> {
    let key = state.calendars.issue_key(&caller.0).await?;
    let server = request.connection_info();
    // The key is safe in a query as it is.
    let url = format!("{}://{}/api/v1/calendar.ics?key={key}", server.scheme(), server.host());
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(CalendarKeyBody { key, url }))
}
