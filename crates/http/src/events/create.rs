use actix_web::{
    HttpResponse,
    http::header::{ETAG, LOCATION},
    post,
    web::Data,
};

use super::dto::{EventBody, EventInput, entity_tag};
use crate::{
    extract::{Caller, Json},
    problem::ApiError,
    state::AppState,
};

/// Create an event
///
/// Makes an event that belongs to who asks; a draft, unless it says otherwise.
#[utoipa::path(
    tag = "events",
    request_body = EventInput,
    responses(
        (status = 201, description = "The event", body = EventBody, headers(
            ("Location" = String, description = "Where the event is"),
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_double_booked`")
    )
)]
#[post("/events")]
pub(crate) async fn create_event(
    state: Data<AppState>,
    caller: Caller,
    input: Json<EventInput>,
) -> Result<HttpResponse, ApiError> {
    let view = state.events.create(&caller.0, input.0.details()?).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/events/{}", view.event.id)))
        .insert_header((ETAG, entity_tag(&view)))
        .json(EventBody::from(view)))
}
