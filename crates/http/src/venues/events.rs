use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::venue::Venue;

use crate::{
    events::{EventBody, EventsQuery, page_of_events},
    extract::{Caller, PathId, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List the events at a venue
///
/// The events at one venue that fit all that is asked.
#[utoipa::path(
    tag = "venues",
    params(("id" = Uuid, Path, description = "The venue"), EventsQuery),
    responses((status = 200, description = "A page of events", body = List<EventBody>))
)]
#[get("/venues/{id}/events")]
pub(crate) async fn list_venue_events(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Venue>,
    query: Query<EventsQuery>,
) -> Result<HttpResponse, ApiError> {
    let selection = query.0.parse_at(id.0)?;
    state.venues.get(&caller.0, id.0).await?;
    page_of_events(&request, &state, &caller, selection).await
}
