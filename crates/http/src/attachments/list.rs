use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::event::Event;
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::AttachmentBody;
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, PathId, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which attachments of an event.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AttachmentsQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List attachments
///
/// The files that belong to an event, the oldest first, for whoever may see it.
#[utoipa::path(
    tag = "attachments",
    params(("id" = Uuid, Path, description = "The event"), AttachmentsQuery),
    responses((status = 200, description = "A page of attachments", body = List<AttachmentBody>))
)]
#[get("/events/{id}/attachments")]
pub(crate) async fn list_attachments(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    query: Query<AttachmentsQuery>,
) -> Result<HttpResponse, ApiError> {
    let AttachmentsQuery { limit, cursor, total } = &query.0;
    let mut fields = Fields::default();
    let binding = Binding::new("attachments", &id.0);
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let total = if total { Some(state.attachments.count(&caller.0, id.0).await?) } else { None };
    let page = state.attachments.list(&caller.0, id.0, &page).await?;
    let items = page.items.into_iter().map(AttachmentBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
