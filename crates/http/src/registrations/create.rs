use actix_web::{HttpResponse, http::header::LOCATION, post, web::Data};
use fasttrack_domain::event::Event;

use super::dto::{AttendeeInput, RegistrationBody};
use crate::{
    extract::{Caller, Json, PathId},
    problem::ApiError,
    state::AppState,
};

/// Register for an event
///
/// Gives the attendee a seat, or the next place on the waitlist. Who organises the event registers
/// anybody, everybody else oneself.
#[utoipa::path(
    tag = "registrations",
    params(("id" = Uuid, Path, description = "The event")),
    request_body = AttendeeInput,
    responses(
        (status = 201, description = "The registration", body = RegistrationBody, headers(
            ("Location" = String, description = "Where the registration can be cancelled")
        )),
        (status = 409, description = "`event_not_open` or `email_registered`")
    )
)]
#[post("/events/{id}/registrations")]
pub(crate) async fn create_registration(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    input: Json<AttendeeInput>,
) -> Result<HttpResponse, ApiError> {
    let view = state.registrations.register(&caller.0, id.0, input.0.attendee()?).await?;
    let location = format!("/api/v1/events/{}/registrations/{}", id.0, view.registration.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(RegistrationBody::from(view)))
}
