use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::{event::Event, registration::RegistrationStatus};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::{RegistrationBody, RegistrationStatusName};
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, PathId, Query},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which registrations for an event.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RegistrationsQuery {
    /// Of this status.
    #[param(value_type = Option<RegistrationStatusName>)]
    status: Option<String>,
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all that fit.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// List registrations
///
/// The registrations for an event, the oldest first. For who organises it.
#[utoipa::path(
    tag = "registrations",
    params(("id" = Uuid, Path, description = "The event"), RegistrationsQuery),
    responses((status = 200, description = "A page of registrations", body = List<RegistrationBody>))
)]
#[get("/events/{id}/registrations")]
pub(crate) async fn list_registrations(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    id: PathId<Event>,
    query: Query<RegistrationsQuery>,
) -> Result<HttpResponse, ApiError> {
    let RegistrationsQuery { status, limit, cursor, total } = &query.0;
    let mut fields = Fields::default();
    let status: Option<RegistrationStatus> = fields.parse("status", status.as_deref(), str::parse);
    let binding = Binding::new("registrations", &(id.0, status));
    let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
    let (page, total) = page.parse(&mut fields, &binding);
    fields.finish()?;
    let counted = state.registrations.count(&caller.0, id.0, status);
    let total = if total { Some(counted.await?) } else { None };
    let page = state.registrations.list(&caller.0, id.0, status, &page).await?;
    let items = page.items.into_iter().map(RegistrationBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
