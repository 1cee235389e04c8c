use actix_web::{
    HttpResponse,
    http::header::{ETAG, LOCATION},
    post,
    web::Data,
};

use super::dto::{VenueBody, VenueInput, entity_tag};
use crate::{
    extract::{Caller, Json},
    problem::ApiError,
    state::AppState,
};

/// Create a venue
///
/// Makes a venue.
#[utoipa::path(
    tag = "venues",
    request_body = VenueInput,
    responses(
        (status = 201, description = "The venue", body = VenueBody, headers(
            ("Location" = String, description = "Where the venue is"),
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_name_taken`")
    )
)]
#[post("/venues")]
pub(crate) async fn create_venue(
    state: Data<AppState>,
    caller: Caller,
    input: Json<VenueInput>,
) -> Result<HttpResponse, ApiError> {
    let venue = state.venues.create(&caller.0, input.0.details()?).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/venues/{}", venue.id)))
        .insert_header((ETAG, entity_tag(&venue)))
        .json(VenueBody::from(venue)))
}
