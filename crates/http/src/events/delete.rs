use actix_web::{HttpRequest, HttpResponse, delete, web::Data};
use fasttrack_domain::event::Event;

use crate::{
    conditional,
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Delete an event
///
/// Removes an event for which nobody is registered.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = Uuid, Path, description = "The event"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be removed")
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`has_registrations`: cancel it instead"),
        (status = 412, description = "It was changed since")
    )
)]
#[delete("/events/{id}")]
pub(crate) async fn delete_event(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
) -> Result<HttpResponse, ApiError> {
    state.events.delete(&caller.0, id.0, &conditional::expected(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
