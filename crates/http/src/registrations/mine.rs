use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::dto::RegistrationBody;
use crate::{
    cursor::Binding,
    extract::{Caller, OnlyPage, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// List one's registrations
///
/// What one registered for by oneself, or was registered for under one's own address, the newest
/// first; cancelled ones, too.
#[utoipa::path(
    tag = "registrations",
    params(OnlyPage),
    responses((status = 200, description = "A page of registrations", body = List<RegistrationBody>))
)]
#[get("/registrations/me")]
pub(crate) async fn my_registrations(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<OnlyPage>,
) -> Result<HttpResponse, ApiError> {
    let binding = Binding::new("my registrations", &caller.0.user()?.user_id);
    let (page, total) = query.0.parse(&binding)?;
    let total = if total { Some(state.registrations.count_mine(&caller.0).await?) } else { None };
    let page = state.registrations.mine(&caller.0, &page).await?;
    let items = page.items.into_iter().map(RegistrationBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
