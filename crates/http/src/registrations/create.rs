use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};
use fasttrack_domain::{event::Event, registration::RegistrationView};

use super::dto::{AttendeeInput, RegistrationBody};
use crate::{
    extract::{Json, PathId},
    idempotency::{Answer, IdempotencyHeader, Once, answered},
    problem::ApiError,
    state::AppState,
};

/// Register for an event
///
/// Gives the attendee a seat, or the next place on the waitlist. Who organises the event registers
/// anybody, everybody else oneself.
#[utoipa::path(
    tag = "registrations",
    params(("id" = Uuid, Path, description = "The event"), IdempotencyHeader),
    request_body = AttendeeInput,
    responses(
        (status = 201, description = "The registration", body = RegistrationBody, headers(
            ("Location" = String, description = "Where the registration can be cancelled"),
            ("Idempotency-Replayed" = bool, description = "`true` when this was answered before")
        )),
        (status = 409, description = "`event_not_open` or `email_registered`")
    )
)]
#[post("/events/{id}/registrations")]
pub(crate) async fn create_registration(
    state: Data<AppState>,
    id: PathId<Event>,
    once: Once<Json<AttendeeInput>>,
) -> Result<HttpResponse, ApiError> {
    let Once { ctx, input } = once;
    answered(state.registrations.register(&ctx, id.0, input.0.attendee()?).await?)
}

impl Answer for RegistrationView {
    fn response(self) -> HttpResponse {
        let (event, id) = (self.registration.event_id, self.registration.id);
        HttpResponse::Created()
            .insert_header((LOCATION, format!("/api/v1/events/{event}/registrations/{id}")))
            .json(RegistrationBody::from(self))
    }
}
