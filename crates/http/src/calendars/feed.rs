use actix_web::{HttpResponse, get, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{extract::Query, middleware::Compressible, problem::ApiError, state::AppState};

/// Whose calendar.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CalendarQuery {
    /// The key to the calendar, instead of a token.
    #[param(example = "bXkgY2FsZW5kYXIga2V5LCBhbmQgbm9ib2R5IGVsc2U")]
    key: String,
}

/// Get a calendar by its key
///
/// The events that the user of the key attends or organises, for calendar programs, which can send
/// no token: at most 500, the soonest first, those of the last 90 days included. Times are in UTC.
#[utoipa::path(
    tag = "calendars",
    security(()),
    params(CalendarQuery),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", content_type = "text/calendar", body = String),
        (status = 404, description = "There is no calendar behind the key")
    )
)]
#[get("/calendar.ics")]
pub(crate) async fn calendar_feed(
    state: Data<AppState>,
    query: Query<CalendarQuery>,
) -> Result<HttpResponse, ApiError> {
    let feed = state.calendars.feed(&query.0.key).await?;
    let mut response = super::respond("calendar", &feed.events);
    response.extensions_mut().insert(Compressible);
    Ok(response)
}
