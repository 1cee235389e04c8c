use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::{dto::AuditEntryBody, query::AuditQuery};
use crate::{
    extract::{Caller, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List the audit log
///
/// Who did what that matters for security, when and from where, the newest first. For admins.
///
/// Entries are written with what they tell of, and are never changed; they go when they are older than
/// the operator keeps them.
#[utoipa::path(
    tag = "audit",
    params(AuditQuery),
    responses((status = 200, description = "A page of entries", body = List<AuditEntryBody>))
)]
#[get("/audit")]
pub(crate) async fn list_audit(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, page, total, binding) = query.0.parse()?;
    let total = if total { Some(state.audit.count(&caller.0, &filter).await?) } else { None };
    let page = state.audit.list(&caller.0, &filter, &page).await?;
    let items = page.items.into_iter().map(AuditEntryBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
