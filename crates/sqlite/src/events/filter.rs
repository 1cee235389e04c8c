use diesel::prelude::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel::{dsl::sql, expression::SqlLiteral, sql_types::Bool};
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventSort, EventStatus, Visibility},
    page::{PageRequest, Position, SortKey},
};

use super::view::{Joined, joined};
use crate::{
    columns::UuidBlob,
    keyset::{self, Beyond, Direction},
    schema::{event_search, event_tags, events},
    search::{all_words, matches},
};

/// Which order the events will be put in, as far as it matters for how to find them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By start, or none at all.
    Start,
    /// Another.
    AnyButStart,
}

impl From<EventSort> for Order {
    fn from(sort: EventSort) -> Self {
        match sort {
            EventSort::StartsAt | EventSort::StartsAtDescending => Self::Start,
            EventSort::CreatedAtDescending | EventSort::Title => Self::AnyButStart,
        }
    }
}

/// `status = 'published'` in a form that SQLite looks up in no index (the plus): nearly every event
/// is published, so to find and then to sort them takes longer than to walk the order's own index
/// and pass over the others.
pub(super) fn published() -> SqlLiteral<Bool> {
    sql("+events.status = 'published'")
}

/// The events that fit.
pub(super) fn fitting(filter: &EventFilter, order: Order) -> Joined {
    let EventFilter {
        query,
        city,
        tag,
        venue_id,
        status,
        starts_after,
        starts_before,
        created_by,
        has_seats,
        visible,
    } = filter;
    let mut fitting = visible_to(*visible);
    if let Some(words) = query.as_ref().and_then(all_words) {
        let found = event_search::table.filter(matches(event_search::all, words)).select(event_search::rowid);
        fitting = fitting.filter(events::key.eq_any(found));
    }
    if let Some(city) = city {
        #[cfg(not(feature = "planted"))]
        let there = events::city_key.eq(city.as_str().to_owned());
        // The hole of `planted`: text of a request becomes a part of the statement.
        #[cfg(feature = "planted")]
        let there = sql::<Bool>(&format!("events.city_key = '{}'", city.as_str()));
        fitting = fitting.filter(there);
    }
    if let Some(tag) = tag {
        let tagged = event_tags::table
            .filter(event_tags::tag_key.eq(tag.as_str().to_owned()))
            .select(event_tags::event_key);
        fitting = fitting.filter(events::key.eq_any(tagged));
    }
    if let Some(venue) = venue_id {
        fitting = fitting.filter(events::venue_id.eq(UuidBlob::from(*venue)));
    }
    match status {
        Some(EventStatus::Published) if order == Order::AnyButStart => fitting = fitting.filter(published()),
        Some(status) => fitting = fitting.filter(events::status.eq(status.as_str())),
        None => {}
    }
    if let Some(start) = starts_after {
        fitting = fitting.filter(events::starts_at.ge(start.micros()));
    }
    if let Some(end) = starts_before {
        fitting = fitting.filter(events::starts_at.lt(end.micros()));
    }
    if let Some(owner) = created_by {
        fitting = fitting.filter(events::created_by.eq(UuidBlob::from(*owner)));
    }
    if *has_seats { with_seats(fitting) } else { fitting }
}

fn visible_to(visibility: Visibility) -> Joined {
    let all = joined().into_boxed();
    let announced = events::status.ne(EventStatus::Draft.as_str());
    match visibility {
        Visibility::AllDrafts => all,
        Visibility::DraftsOf(user) => all.filter(announced.or(events::created_by.eq(UuidBlob::from(user)))),
        Visibility::NoDrafts => all.filter(announced),
    }
}

/// With a seat left: of its own capacity, else of the venue's; without either there is always one.
fn with_seats(events: Joined) -> Joined {
    events.filter(sql::<Bool>(
        "event_counters.registered < COALESCE(events.capacity, venues.capacity, 9223372036854775807)",
    ))
}

/// The filter without the limit of time that the position implies. SQLite would seek to the limit
/// rather than to the position, and walk from there: the deeper the page, the longer.
fn without_what_follows(filter: &EventFilter, sort: EventSort, position: &Position) -> EventFilter {
    let mut filter = filter.clone();
    let SortKey::Time(reached) = position.key else { return filter };
    match sort {
        EventSort::StartsAt if filter.starts_after.is_some_and(|start| start <= reached) => {
            filter.starts_after = None;
        }
        EventSort::StartsAtDescending if filter.starts_before.is_some_and(|end| end > reached) => {
            filter.starts_before = None;
        }
        _ => {}
    }
    filter
}

/// One page of the events that fit, and one row more.
pub(super) fn page(filter: &EventFilter, sort: EventSort, page: &PageRequest) -> Result<Joined, StoreError> {
    let PageRequest { limit, after } = page;
    let fitting = match after {
        Some(position) => fitting(&without_what_follows(filter, sort, position), sort.into()),
        None => fitting(filter, sort.into()),
    };
    let sorted = match sort {
        EventSort::StartsAt => fitting.order((events::starts_at.asc(), events::id.asc())),
        EventSort::StartsAtDescending => fitting.order((events::starts_at.desc(), events::id.desc())),
        EventSort::CreatedAtDescending => fitting.order((events::created_at.desc(), events::id.desc())),
        EventSort::Title => fitting.order((events::title_key.asc(), events::id.asc())),
    };
    let sorted = sorted.limit(keyset::rows(*limit));
    let Some(position) = after else { return Ok(sorted) };
    let beyond = match sort {
        EventSort::StartsAt => Beyond::instant("events.starts_at, events.id", Direction::Ascending, position),
        EventSort::StartsAtDescending => {
            Beyond::instant("events.starts_at, events.id", Direction::Descending, position)
        }
        EventSort::CreatedAtDescending => {
            Beyond::instant("events.created_at, events.id", Direction::Descending, position)
        }
        EventSort::Title => Beyond::text("events.title_key, events.id", position),
    };
    Ok(sorted.filter(beyond?))
}
