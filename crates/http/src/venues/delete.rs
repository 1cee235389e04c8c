use actix_web::{HttpRequest, HttpResponse, delete, web::Data};
use fasttrack_domain::venue::Venue;

use crate::{
    conditional,
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Delete a venue
///
/// Removes a venue where nothing takes place.
#[utoipa::path(
    tag = "venues",
    params(
        ("id" = Uuid, Path, description = "The venue"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be removed")
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`venue_in_use`"),
        (status = 412, description = "It was changed since")
    )
)]
#[delete("/venues/{id}")]
pub(crate) async fn delete_venue(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Venue>,
) -> Result<HttpResponse, ApiError> {
    state.venues.delete(&caller.0, id.0, &conditional::expected(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
