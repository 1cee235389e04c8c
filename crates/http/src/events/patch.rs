use actix_web::{HttpRequest, HttpResponse, http::header::ETAG, patch, web::Data};
use fasttrack_application::events::EventError;
use fasttrack_domain::{event::Event, version::Expected};

use super::dto::{EventBody, EventInput, entity_tag};
use crate::{
    conditional,
    extract::{Caller, MergePatch, PathId},
    merge_patch::{self, ATTEMPTS},
    problem::ApiError,
    state::AppState,
};

/// Change an event
///
/// Changes some of the details (RFC 7396): what is not named stays, `null` takes the default.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = Uuid, Path, description = "The event"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be written over")
    ),
    request_body(
        description = "A JSON Merge Patch of the event's details",
        content(
            (Value = "application/merge-patch+json", example = json!({"title": "Recife Rust Meetup 2", "capacity": 150})),
            (Value = "application/json", example = json!({"title": "Recife Rust Meetup 2", "capacity": 150}))
        )
    ),
    responses(
        (status = 200, description = "The event as it is now", body = EventBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_double_booked`, `invalid_status_change` or `capacity_below_registered`"),
        (status = 412, description = "It was changed since")
    )
)]
#[patch("/events/{id}")]
pub(crate) async fn patch_event(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    patch: MergePatch,
) -> Result<HttpResponse, ApiError> {
    let expected = conditional::expected(&request);
    let mut attempt = 1;
    loop {
        let current = state.events.get_to_change(&caller.0, id.0).await?;
        if !expected.met_by(current.event.version) {
            return Err(EventError::Stale.into());
        }
        let input = merge_patch::apply(&EventInput::from(&current.event.details), &patch.0)?;
        let seen = Expected::OneOf(vec![current.event.version]);
        match state.events.replace(&caller.0, id.0, input.details()?, &seen).await {
            // Without If-Match, an edit that came in between is no conflict: merge once more.
            Err(EventError::Stale) if expected == Expected::Any && attempt < ATTEMPTS => attempt += 1,
            result => {
                let view = result?;
                return Ok(HttpResponse::Ok()
                    .insert_header((ETAG, entity_tag(&view)))
                    .json(EventBody::from(view)));
            }
        }
    }
}
