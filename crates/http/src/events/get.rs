use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::event::Event;

use super::dto::{EventBody, entity_tag};
use crate::{
    conditional,
    extract::{Caller, PathId},
    middleware::WasHead,
    problem::ApiError,
    state::AppState,
};

/// Get an event
///
/// One event. Counts as a look at it.
#[utoipa::path(
    tag = "events",
    params(("id" = Uuid, Path, description = "The event")),
    responses(
        (status = 200, description = "The event", body = EventBody, headers(
            ("ETag" = String, description = "For If-Match and If-None-Match")
        )),
        (status = 304, description = "It is the one that `If-None-Match` names")
    )
)]
#[get("/events/{id}")]
pub(crate) async fn get_event(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
) -> Result<HttpResponse, ApiError> {
    let head = request.extensions().contains::<WasHead>();
    let view = if head {
        state.events.get(&caller.0, id.0).await?
    } else {
        state.events.look_at(&caller.0, id.0).await?
    };
    let tag = entity_tag(&view);
    Ok(conditional::answer(&request, &tag, &EventBody::from(view)))
}
