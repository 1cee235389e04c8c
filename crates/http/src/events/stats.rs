use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use fasttrack_domain::event::EventStats;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{StatsQuery, StatsSelection};
use crate::{
    extract::{Caller, Query},
    list::List,
    problem::ApiError,
    state::AppState,
};

/// What the events of one group come to.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatsBody {
    /// What they have in common.
    #[schema(example = "Recife")]
    pub key: String,
    /// How many there are.
    #[schema(example = 12, minimum = 1)]
    pub events: u64,
    /// Confirmed registrations.
    #[schema(example = 870)]
    pub registered: u64,
    /// Registrations that wait for a seat.
    #[schema(example = 31)]
    pub waitlisted: u64,
    /// Seats, of the events that have a number of them.
    #[schema(example = 1200)]
    pub capacity: u64,
    /// How many of these seats are taken, of 1; `null` where no event has a number of seats.
    #[schema(required = true, minimum = 0, example = 0.725)]
    pub fill_rate: Option<f64>,
    /// How often they were looked at; approximate.
    #[schema(example = 10420)]
    pub views: u64,
}

impl From<EventStats> for StatsBody {
    fn from(stats: EventStats) -> Self {
        let fill_rate = stats.fill_rate();
        let EventStats { key, events, registered, waitlisted, capacity, seated: _, views } = stats;
        Self { key, events, registered, waitlisted, capacity, fill_rate, views }
    }
}

/// Count events
///
/// What the events that fit come to, by what they have in common, sorted by that. Drafts count for
/// their owner and for admins only.
#[utoipa::path(
    tag = "events",
    params(StatsQuery),
    responses((status = 200, description = "A page of groups", body = List<StatsBody>))
)]
#[get("/events/stats")]
pub(crate) async fn event_stats(
    request: HttpRequest,
    state: Data<AppState>,
    caller: Caller,
    query: Query<StatsQuery>,
) -> Result<HttpResponse, ApiError> {
    let StatsSelection { filter, group, page, binding } = query.0.parse()?;
    let page = state.events.stats(&caller.0, filter, group, &page).await?;
    let items = page.items.into_iter().map(StatsBody::from).collect();
    Ok(List::page(items, page.next.as_ref(), &binding, None).respond(&request))
}
