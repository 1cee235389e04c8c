use actix_web::{
    HttpResponse,
    http::header::{ETAG, LOCATION},
    post,
    web::Data,
};

use fasttrack_domain::event::EventView;

use super::dto::{EventBody, EventInput, entity_tag};
use crate::{
    extract::Json,
    idempotency::{Answer, IdempotencyHeader, Once, answered},
    problem::ApiError,
    state::AppState,
};

/// Create an event
///
/// Makes an event that belongs to who asks; a draft, unless it says otherwise.
#[utoipa::path(
    tag = "events",
    params(IdempotencyHeader),
    request_body = EventInput,
    responses(
        (status = 201, description = "The event", body = EventBody, headers(
            ("Location" = String, description = "Where the event is"),
            ("ETag" = String, description = "For If-Match and If-None-Match"),
            ("Idempotency-Replayed" = bool, description = "`true` when this was answered before")
        )),
        (status = 409, description = "`venue_double_booked`")
    )
)]
#[post("/events")]
pub(crate) async fn create_event(
    state: Data<AppState>,
    once: Once<Json<EventInput>>,
) -> Result<HttpResponse, ApiError> {
    let Once { ctx, input } = once;
    answered(state.events.create(&ctx, input.0.details()?).await?)
}

impl Answer for EventView {
    fn response(self) -> HttpResponse {
        HttpResponse::Created()
            .insert_header((LOCATION, format!("/api/v1/events/{}", self.event.id)))
            .insert_header((ETAG, entity_tag(&self)))
            .json(EventBody::from(self))
    }
}
