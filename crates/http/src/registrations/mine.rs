use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::RegistrationBody;
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which page of one's registrations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MyRegistrationsQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List one's registrations
///
/// What one registered for by oneself, or was registered for under one's own address, the newest
/// first; cancelled ones, too.
#[utoipa::path(
    tag = "registrations",
    params(MyRegistrationsQuery),
    responses((status = 200, description = "A page of registrations", body = List<RegistrationBody>))
)]
#[get("/registrations/me")]
pub(crate) async fn my_registrations(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<MyRegistrationsQuery>,
) -> Result<HttpResponse, ApiError> {
    let MyRegistrationsQuery { limit, cursor, total } = &query.0;
    let mut fields = Fields::default();
    let binding = Binding::new("my registrations", &caller.0.user()?.user_id);
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let total = if total { Some(state.registrations.count_mine(&caller.0).await?) } else { None };
    let page = state.registrations.mine(&caller.0, &page).await?;
    let items = page.items.into_iter().map(RegistrationBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
