use actix_web::{HttpRequest, HttpResponse, http::header::ETAG, put, web::Data};
use fasttrack_domain::event::Event;

use super::dto::{EventBody, EventInput, entity_tag};
use crate::{
    conditional,
    extract::{Caller, Json, PathId},
    problem::ApiError,
    state::AppState,
};

/// Replace an event
///
/// Puts new details in the place of all the old ones.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = Uuid, Path, description = "The event"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be written over")
    ),
    request_body = EventInput,
    responses(
        (status = 200, description = "The event as it is now", body = EventBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_double_booked`, `invalid_status_change` or `capacity_below_registered`"),
        (status = 412, description = "It was changed since")
    )
)]
#[put("/events/{id}")]
pub(crate) async fn replace_event(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    input: Json<EventInput>,
) -> Result<HttpResponse, ApiError> {
    let expected = conditional::expected(&request);
    let view = state.events.replace(&caller.0, id.0, input.0.details()?, &expected).await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, entity_tag(&view))).json(EventBody::from(view)))
}
