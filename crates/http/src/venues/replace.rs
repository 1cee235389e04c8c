use actix_web::{HttpRequest, HttpResponse, http::header::ETAG, put, web::Data};
use fasttrack_domain::venue::Venue;

use super::dto::{VenueBody, VenueInput, entity_tag};
use crate::{
    conditional,
    extract::{Caller, Json, PathId},
    problem::ApiError,
    state::AppState,
};

/// Replace a venue
///
/// Puts new details in the place of all the old ones.
#[utoipa::path(
    tag = "venues",
    params(
        ("id" = Uuid, Path, description = "The venue"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be written over")
    ),
    request_body = VenueInput,
    responses(
        (status = 200, description = "The venue as it is now", body = VenueBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_name_taken` or `venue_too_small`"),
        (status = 412, description = "It was changed since")
    )
)]
#[put("/venues/{id}")]
pub(crate) async fn replace_venue(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Venue>,
    input: Json<VenueInput>,
) -> Result<HttpResponse, ApiError> {
    let expected = conditional::expected(&request);
    let venue = state.venues.replace(&caller.0, id.0, input.0.details()?, &expected).await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, entity_tag(&venue))).json(VenueBody::from(venue)))
}
