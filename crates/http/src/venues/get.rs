use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::venue::Venue;

use super::dto::{VenueBody, entity_tag};
use crate::{
    conditional,
    extract::{Caller, PathId},
    problem::ApiError,
    state::AppState,
};

/// Get a venue
///
/// One venue.
#[utoipa::path(
    tag = "venues",
    params(("id" = Uuid, Path, description = "The venue")),
    responses(
        (status = 200, description = "The venue", body = VenueBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 304, description = "It is the one that `If-None-Match` names")
    )
)]
#[get("/venues/{id}")]
pub(crate) async fn get_venue(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Venue>,
) -> Result<HttpResponse, ApiError> {
    let venue = state.venues.get(&caller.0, id.0).await?;
    let tag = entity_tag(&venue);
    Ok(conditional::answer(&request, &tag, &VenueBody::from(venue)))
}
