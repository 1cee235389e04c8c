use actix_web::{HttpRequest, HttpResponse, http::header::ETAG, patch, web::Data};
use fasttrack_application::venues::VenueError;
use fasttrack_domain::{venue::Venue, version::Expected};

use super::dto::{VenueBody, VenueInput, entity_tag};
use crate::{
    conditional,
    extract::{Caller, MergePatch, PathId},
    merge_patch::{self, ATTEMPTS},
    problem::ApiError,
    state::AppState,
};

/// Change a venue
///
/// Changes some of the details (RFC 7396): what is not named stays, `null` takes the default.
#[utoipa::path(
    tag = "venues",
    params(
        ("id" = Uuid, Path, description = "The venue"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what may be written over")
    ),
    request_body(
        description = "A JSON Merge Patch of the venue's details",
        content(
            (Value = "application/merge-patch+json", example = json!({"capacity": 600, "accessible": true})),
            (Value = "application/json", example = json!({"capacity": 600, "accessible": true}))
        )
    ),
    responses(
        (status = 200, description = "The venue as it is now", body = VenueBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 409, description = "`venue_name_taken` or `venue_too_small`"),
        (status = 412, description = "It was changed since")
    )
)]
#[patch("/venues/{id}")]
pub(crate) async fn patch_venue(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Venue>,
    patch: MergePatch,
) -> Result<HttpResponse, ApiError> {
    let expected = conditional::expected(&request);
    let mut attempt = 1;
    loop {
        let current = state.venues.get_to_change(&caller.0, id.0).await?;
        if !expected.met_by(current.version) {
            return Err(VenueError::Stale.into());
        }
        let input = merge_patch::apply(&VenueInput::from(&current.details), &patch.0)?;
        let seen = Expected::OneOf(vec![current.version]);
        match state.venues.replace(&caller.0, id.0, input.details()?, &seen).await {
            // Without If-Match, an edit that came in between is no conflict: merge once more.
            Err(VenueError::Stale) if expected == Expected::Any && attempt < ATTEMPTS => attempt += 1,
            result => {
                let venue = result?;
                return Ok(HttpResponse::Ok()
                    .insert_header((ETAG, entity_tag(&venue)))
                    .json(VenueBody::from(venue)));
            }
        }
    }
}
