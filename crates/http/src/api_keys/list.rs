use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::dto::ApiKeyBody;
use crate::{
    cursor::Binding,
    extract::{Caller, OnlyPage, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List one's API keys
///
/// One's own keys, the newest first; for a while, those that have expired as well. For who signed in.
#[utoipa::path(
    tag = "api-keys",
    security(("bearer" = []), ("password" = [])),
    params(OnlyPage),
    responses((status = 200, description = "A page of keys", body = List<ApiKeyBody>))
)]
#[get("/users/me/api-keys")]
pub(crate) async fn list_api_keys(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<OnlyPage>,
) -> Result<HttpResponse, ApiError> {
    let binding = Binding::new("api_keys", &caller.0.in_session()?.user_id);
    let (page, total) = query.0.parse(&binding)?;
    let total = if total { Some(state.api_keys.count(&caller.0).await?) } else { None };
    let page = state.api_keys.list(&caller.0, &page).await?.map(ApiKeyBody::from);
    Ok(List::page(page.items, page.next.as_ref(), &binding, total).respond(&request))
}
