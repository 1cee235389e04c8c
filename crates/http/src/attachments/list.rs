use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::event::Event;

use super::dto::AttachmentBody;
use crate::{
    cursor::Binding,
    extract::{Caller, OnlyPage, PathId, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List attachments
///
/// The files that belong to an event, the oldest first, for whoever may see it.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The event"), OnlyPage),
    responses((status = 200, description = "A page of attachments", body = List<AttachmentBody>))
)]
#[get("/events/{id}/attachments")]
pub(crate) async fn list_attachments(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    query: Query<OnlyPage>,
) -> Result<HttpResponse, ApiError> {
    let binding = Binding::new("attachments", &id.0);
    let (page, total) = query.0.parse(&binding)?;
    let total = if total { Some(state.attachments.count(&caller.0, id.0).await?) } else { None };
    let page = state.attachments.list(&caller.0, id.0, &page).await?;
    let items = page.items.into_iter().map(AttachmentBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
