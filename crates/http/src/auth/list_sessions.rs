use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::SessionBody;
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which page of the sessions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List one's sessions
///
/// One's own sessions that have not ended, the newest first.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = []), ("password" = [])),
    params(SessionsQuery),
    responses((status = 200, description = "A page of sessions", body = List<SessionBody>))
)]
#[get("/auth/sessions")]
pub(crate) async fn list_sessions(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<SessionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let current = caller.0.in_session()?;
    let binding = Binding::new("sessions", &current.user_id);
    let mut fields = Fields::default();
    let Query(SessionsQuery { limit, cursor, total }) = &query;
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let total = if total { Some(state.auth.count_sessions(&caller.0).await?) } else { None };
    let page = state.auth.list_sessions(&caller.0, &page).await?;
    let items = page.items.into_iter().map(|session| SessionBody::new(session, current.session_id)).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
