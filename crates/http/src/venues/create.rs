use actix_web::{
    HttpResponse,
    http::header::{ETAG, LOCATION},
    post,
    web::Data,
};

use fasttrack_domain::venue::Venue;

use super::dto::{VenueBody, VenueInput, entity_tag};
use crate::{
    extract::Json,
    idempotency::{Answer, IdempotencyHeader, Once, answered},
    problem::ApiError,
    state::AppState,
};

/// Create a venue
///
/// Makes a venue.
#[utoipa::path(
    tag = "venues",
    params(IdempotencyHeader),
    request_body = VenueInput,
    responses(
        (status = 201, description = "The venue", body = VenueBody, headers(
            ("Location" = String, description = "Where the venue is"),
            ("ETag" = String, description = "For If-Match and If-None-Match"),
            ("Idempotency-Replayed" = bool, description = "`true` when this was answered before")
        )),
        (status = 409, description = "`venue_name_taken`")
    )
)]
#[post("/venues")]
pub(crate) async fn create_venue(
    state: Data<AppState>,
    once: Once<Json<VenueInput>>,
) -> Result<HttpResponse, ApiError> {
    let Once { ctx, input } = once;
    answered(state.venues.create(&ctx, input.0.details()?).await?)
}

impl Answer for Venue {
    fn response(self) -> HttpResponse {
        HttpResponse::Created()
            .insert_header((LOCATION, format!("/api/v1/venues/{}", self.id)))
            .insert_header((ETAG, entity_tag(&self)))
            .json(VenueBody::from(self))
    }
}
