use actix_web::{HttpResponse, delete, web::Data};
use fasttrack_domain::{event::Event, registration::Registration};

use crate::{
    extract::{Caller, PathId, PathRid},
    problem::ApiError,
    state::AppState,
};

/// Cancel a registration
///
/// Gives a seat or a place back: one's own, or any for an event that one organises. The first of
/// the waitlist gets the seat. Cancelling again changes nothing.
#[utoipa::path(
    tag = "registrations",
    params(
        ("id" = Uuid, Path, description = "The event"),
        ("rid" = Uuid, Path, description = "The registration")
    ),
    responses((status = 204, description = "It is cancelled"))
)]
#[delete("/events/{id}/registrations/{rid}")]
pub(crate) async fn cancel_registration(
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    rid: PathRid<Registration>,
) -> Result<HttpResponse, ApiError> {
    state.registrations.cancel(&caller.0, id.0, rid.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
