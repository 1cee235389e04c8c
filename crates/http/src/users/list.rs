use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::dto::UserBody;
use crate::{
    cursor::Binding,
    extract::{Caller, OnlyPage, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List users
///
/// All users, sorted by username. For admins.
#[utoipa::path(
    tag = "users",
    params(OnlyPage),
    responses((status = 200, description = "A page of users", body = List<UserBody>))
)]
#[get("/users")]
pub(crate) async fn list_users(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<OnlyPage>,
) -> Result<HttpResponse, ApiError> {
    let binding = Binding::new("users", &());
    let (page, total) = query.0.parse(&binding)?;
    let page = state.users.list(&caller.0, &page).await?;
    let total = if total { Some(state.users.count(&caller.0).await?) } else { None };
    let items = page.items.into_iter().map(UserBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
