use actix_web::{HttpResponse, post, web::Data};
use fasttrack_domain::{event::Event, registration::Registration};

use super::dto::RegistrationBody;
use crate::{
    extract::{Caller, PathId, PathRid},
    problem::ApiError,
    state::AppState,
};

/// Check an attendee in
///
/// Notes that somebody came who has a seat. The first time counts; doing it again changes nothing.
/// For who organises the event.
#[utoipa::path(
    tag = "registrations",
    params(
        ("id" = Uuid, Path, description = "The event"),
        ("rid" = Uuid, Path, description = "The registration")
    ),
    responses(
        (status = 200, description = "The registration", body = RegistrationBody),
        (status = 409, description = "`not_confirmed`")
    )
)]
#[post("/events/{id}/registrations/{rid}/check-in")]
pub(crate) async fn check_in(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    rid: PathRid<Registration>,
) -> Result<HttpResponse, ApiError> {
    let view = state.registrations.check_in(&caller.0, id.0, rid.0).await?;
    Ok(HttpResponse::Ok().json(RegistrationBody::from(view)))
}
