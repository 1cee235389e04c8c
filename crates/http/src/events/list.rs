use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::{
    dto::EventBody,
    query::{EventSelection, EventsQuery},
};
use crate::{
    extract::{Caller, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List events
///
/// The events that fit all that is asked. Drafts are shown to their owner and to admins only.
#[utoipa::path(
    tag = "events",
    params(EventsQuery),
    responses((status = 200, description = "A page of events", body = List<EventBody>))
)]
#[get("/events")]
pub(crate) async fn list_events(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<EventsQuery>,
) -> Result<HttpResponse, ApiError> {
    page_of_events(&request, &state, &caller, query.0.parse()?).await
}

/// The page of a selection, wherever it was asked for.
pub(crate) async fn page_of_events(
    request: &HttpRequest,
    state: &AppState,
    caller: &Caller,
    selection: EventSelection,
) -> Result<HttpResponse, ApiError> {
    let EventSelection { filter, sort, page, total, binding } = selection;
    let total = if total { Some(state.events.count(&caller.0, filter.clone()).await?) } else { None };
    let page = state.events.list(&caller.0, filter, sort, &page).await?;
    let items = page.items.into_iter().map(EventBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(request))
}
