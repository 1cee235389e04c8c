use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::dto::SessionBody;
use crate::{
    cursor::Binding,
    extract::{Caller, OnlyPage, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List one's sessions
///
/// One's own sessions that have not ended, the newest first.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = []), ("password" = [])),
    params(OnlyPage),
    responses((status = 200, description = "A page of sessions", body = List<SessionBody>))
)]
#[get("/auth/sessions")]
pub(crate) async fn list_sessions(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<OnlyPage>,
) -> Result<HttpResponse, ApiError> {
    let current = caller.0.in_session()?;
    let binding = Binding::new("sessions", &current.user_id);
    let (page, total) = query.0.parse(&binding)?;
    let total = if total { Some(state.auth.count_sessions(&caller.0).await?) } else { None };
    let page = state.auth.list_sessions(&caller.0, &page).await?;
    let items = page.items.into_iter().map(|session| SessionBody::new(session, current.session_id)).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
