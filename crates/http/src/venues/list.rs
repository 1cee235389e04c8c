use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::{
    page::PageRequest,
    text::{FoldedKey, SearchText},
    venue::VenueFilter,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::{VenueBody, VenueType};
use crate::{
    cursor::Binding,
    extract::{Caller, PageQuery, Query, boolean},
    list::List,
    problem::{ApiError, Fields},
    state::AppState,
};

/// Which venues, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VenuesQuery {
    /// In this city, accents and case aside.
    #[param(example = "recife")]
    city: Option<String>,
    /// Of this sort.
    #[param(value_type = Option<VenueType>)]
    r#type: Option<String>,
    /// Accessible ones, or the others.
    #[param(value_type = Option<bool>)]
    accessible: Option<String>,
    /// With all these words in name, address or city, accents and case aside.
    #[param(example = "teatro")]
    q: Option<String>,
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all items.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

impl VenuesQuery {
    fn parse(&self) -> Result<(VenueFilter, PageRequest, bool, Binding), ApiError> {
        let Self { city, r#type, accessible, q, limit, cursor, total } = self;
        let mut fields = Fields::default();
        let filter = VenueFilter {
            city: city.as_deref().map(FoldedKey::of),
            kind: fields.parse("type", r#type.as_deref(), str::parse),
            accessible: fields.parse("accessible", accessible.as_deref(), boolean),
            query: q.as_deref().map(|q| SearchText::of([q])).filter(|words| !words.is_empty()),
        };
        let binding = Binding::new("venues", &filter);
        let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
        let (page, total) = page.parse(&mut fields, &binding);
        fields.finish()?;
        Ok((filter, page, total, binding))
    }
}

/// List venues
///
/// The venues that fit all that is asked, sorted by name.
#[utoipa::path(
    tag = "venues",
    params(VenuesQuery),
    responses((status = 200, description = "A page of venues", body = List<VenueBody>))
)]
#[get("/venues")]
pub(crate) async fn list_venues(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<VenuesQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, page, total, binding) = query.0.parse()?;
    let page = state.venues.list(&caller.0, &filter, &page).await?;
    let total = if total { Some(state.venues.count(&caller.0, &filter).await?) } else { None };
    let items = page.items.into_iter().map(VenueBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, total).respond(&request))
}
