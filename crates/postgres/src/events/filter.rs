use diesel::prelude::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel::{dsl::sql, sql_types::Bool};
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventSort, EventStatus, Visibility},
    page::PageRequest,
};

use super::view::{Joined, joined};
use crate::{
    keyset::{self, Beyond, Direction},
    schema::{event_tags, events},
    search::all_words,
};

/// The events that fit.
pub(super) fn fitting(filter: &EventFilter) -> Joined {
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
    if let Some(words) = query.as_ref().and_then(|query| all_words("events.search", query)) {
        fitting = fitting.filter(words);
    }
    if let Some(city) = city {
        fitting = fitting.filter(events::city_key.eq(city.as_str().to_owned()));
    }
    if let Some(tag) = tag {
        let tagged = event_tags::table
            .filter(event_tags::tag_key.eq(tag.as_str().to_owned()))
            .select(event_tags::event_id);
        fitting = fitting.filter(events::id.eq_any(tagged));
    }
    if let Some(venue) = venue_id {
        fitting = fitting.filter(events::venue_id.eq(venue.uuid()));
    }
    if let Some(status) = status {
        fitting = fitting.filter(events::status.eq(status.as_str()));
    }
    if let Some(start) = starts_after {
        fitting = fitting.filter(events::starts_at.ge(start.to_utc()));
    }
    if let Some(end) = starts_before {
        fitting = fitting.filter(events::starts_at.lt(end.to_utc()));
    }
    if let Some(owner) = created_by {
        fitting = fitting.filter(events::created_by.eq(owner.uuid()));
    }
    if *has_seats { with_seats(fitting) } else { fitting }
}

fn visible_to(visibility: Visibility) -> Joined {
    let all = joined().into_boxed();
    let announced = events::status.ne(EventStatus::Draft.as_str());
    match visibility {
        Visibility::AllDrafts => all,
        Visibility::DraftsOf(user) => all.filter(announced.or(events::created_by.eq(user.uuid()))),
        Visibility::NoDrafts => all.filter(announced),
    }
}

/// With a seat left: of its own capacity, else of the venue's; without either there is always one.
fn with_seats(events: Joined) -> Joined {
    events.filter(sql::<Bool>(
        "event_counters.registered < COALESCE(events.capacity, venues.capacity, 9223372036854775807)",
    ))
}

/// One page of the events that fit, and one row more.
pub(super) fn page(filter: &EventFilter, sort: EventSort, page: &PageRequest) -> Result<Joined, StoreError> {
    let PageRequest { limit, after } = page;
    let fitting = fitting(filter);
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
