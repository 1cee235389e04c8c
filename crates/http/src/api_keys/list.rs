use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::ApiKeyBody;
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which page of the keys.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApiKeysQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List one's API keys
///
/// One's own keys, the newest first; for a while, those that have expired as well. For who signed in.
#[utoipa::path(
    tag = "api-keys",
    security(("bearer" = []), ("password" = [])),
    params(ApiKeysQuery),
    responses((status = 200, description = "A page of keys", body = List<ApiKeyBody>))
)]
#[get("/users/me/api-keys")]
pub(crate) async fn list_api_keys(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<ApiKeysQuery>,
) -> Result<HttpResponse, ApiError> {
    let binding = Binding::new("api_keys", &caller.0.in_session()?.user_id);
    let mut fields = Fields::default();
    let Query(ApiKeysQuery { limit, cursor, total }) = &query;
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let total = if total { Some(state.api_keys.count(&caller.0).await?) } else { None };
    let page = state.api_keys.list(&caller.0, &page).await?.map(ApiKeyBody::from);
    Ok(List::page(page.items, page.next.as_ref(), &binding, total).respond(&request))
}
