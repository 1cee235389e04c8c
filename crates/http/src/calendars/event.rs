use actix_web::{HttpResponse, get, web::Data};
use fasttrack_domain::event::Event;

use crate::{
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get an event as a calendar
///
/// One event, for calendar programs. Times are in UTC; a later version of the event replaces an
/// earlier one. Counts as no look at it.
#[utoipa::path(
    tag = "calendars",
    params(("id" = Uuid, Path, description = "The event")),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", content_type = "text/calendar", body = String)
    )
)]
#[get("/events/{id}/calendar.ics")]
pub(crate) async fn event_calendar(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
) -> Result<HttpResponse, ApiError> {
    let view = state.events.get(&caller.0, id.0).await?;
    Ok(super::respond(&id.0.to_string(), &[view]))
}
