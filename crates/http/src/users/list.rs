use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::UserBody;
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which page of the users.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsersQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all items.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List users
///
/// All users, sorted by username. For admins.
#[utoipa::path(
    tag = "users",
    params(UsersQuery),
    responses((status = 200, description = "A page of users", body = List<UserBody>))
)]
#[get("/users")]
pub(crate) async fn list_users(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<UsersQuery>,
) -> Result<HttpResponse, ApiError> {
    let Query(UsersQuery { limit, cursor, total }) = &query;
    let binding = Binding::new("users", &());
    let mut fields = Fields::default();
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let page = state.users.list(&caller.0, &page).await?;
    let total = if total { Some(state.users.count(&caller.0).await?) } else { None };
    let items = page.items.into_iter().map(UserBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
