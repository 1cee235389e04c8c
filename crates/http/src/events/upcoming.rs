use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::{dto::EventBody, query::TopQuery};
use crate::{
    extract::{Caller, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// What comes next
///
/// The next published events, the soonest first.
#[utoipa::path(
    tag = "events",
    params(TopQuery),
    responses((status = 200, description = "The events, on one page", body = List<EventBody>))
)]
#[get("/events/upcoming")]
pub(crate) async fn upcoming_events(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<TopQuery>,
) -> Result<HttpResponse, ApiError> {
    let events = state.events.upcoming(&caller.0, query.0.parse()?).await?;
    Ok(List::single(events.into_iter().map(EventBody::from).collect()).respond(&request))
}
