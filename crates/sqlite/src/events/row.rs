use diesel::{
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
    sqlite::Sqlite,
};
use fasttrack_domain::{
    event::{Event, EventCounters, EventDetails, Schedule, Tags},
    text::FoldedKey,
    time::Timestamp,
    venue::{Capacity, VenueId},
    version::{Revision, Version},
};

use crate::{
    columns::{Corrupt, UuidBlob, count, instant, parsed},
    schema::{event_counters, events},
};

/// An event, its tags and its number aside.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = events, primary_key(id), check_for_backend(Sqlite))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    id: UuidBlob,
    title: String,
    title_key: String,
    description: String,
    status: String,
    starts_at: i64,
    ends_at: Option<i64>,
    time_zone: String,
    city: String,
    city_key: String,
    venue_id: Option<UuidBlob>,
    capacity: Option<i64>,
    created_by: UuidBlob,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl From<&Event> for EventRow {
    fn from(event: &Event) -> Self {
        let Event { id, details, created_by, version, created_at, updated_at } = event;
        let EventDetails { title, description, status, schedule, city, tags: _, venue_id, capacity } =
            details;
        Self {
            id: UuidBlob::from(*id),
            title: title.as_str().to_owned(),
            title_key: FoldedKey::of(title.as_str()).as_str().to_owned(),
            description: description.as_str().to_owned(),
            status: status.as_str().to_owned(),
            starts_at: schedule.starts_at().micros(),
            ends_at: schedule.ends_at().map(Timestamp::micros),
            time_zone: schedule.time_zone().name().to_owned(),
            city: city.as_str().to_owned(),
            city_key: FoldedKey::of(city.as_str()).as_str().to_owned(),
            venue_id: venue_id.map(UuidBlob::from),
            capacity: capacity.map(|capacity| i64::from(capacity.get())),
            created_by: UuidBlob::from(*created_by),
            version: version.0,
            created_at: created_at.micros(),
            updated_at: updated_at.micros(),
        }
    }
}

/// An event with its number.
///
/// With `treat_none_as_default_value` diesel would write several of them one by one.
#[derive(Insertable)]
#[diesel(table_name = events, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(super) struct NumberedEventRow {
    pub(super) key: i64,
    #[diesel(embed)]
    pub(super) event: EventRow,
}

impl EventRow {
    pub(super) fn into_event(self, tags: Tags) -> Result<Event, Corrupt> {
        let Self {
            id,
            title,
            title_key: _,
            description,
            status,
            starts_at,
            ends_at,
            time_zone,
            city,
            city_key: _,
            venue_id,
            capacity,
            created_by,
            version,
            created_at,
            updated_at,
        } = self;
        let starts_at = instant("events.starts_at", starts_at)?;
        let ends_at = ends_at.map(|micros| instant("events.ends_at", micros)).transpose()?;
        let time_zone = parsed("events.time_zone", &time_zone)?;
        let capacity = capacity.map(Capacity::new).transpose();
        let details = EventDetails {
            title: parsed("events.title", &title)?,
            description: parsed("events.description", &description)?,
            status: parsed("events.status", &status)?,
            schedule: Schedule::new(starts_at, ends_at, time_zone)
                .map_err(Corrupt::because("events.ends_at"))?,
            city: parsed("events.city", &city)?,
            tags,
            venue_id: venue_id.map(VenueId::from),
            capacity: capacity.map_err(Corrupt::because("events.capacity"))?,
        };
        Ok(Event {
            id: id.into(),
            details,
            created_by: created_by.into(),
            version: Version(version),
            created_at: instant("events.created_at", created_at)?,
            updated_at: instant("events.updated_at", updated_at)?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event_counters, check_for_backend(Sqlite))]
pub(super) struct CountersRow {
    registered: i64,
    waitlisted: i64,
    last_place: i64,
    views: i64,
    revision: i64,
}

impl TryFrom<CountersRow> for EventCounters {
    type Error = Corrupt;

    fn try_from(row: CountersRow) -> Result<Self, Corrupt> {
        let CountersRow { registered, waitlisted, last_place, views, revision } = row;
        Ok(Self {
            registered: count("event_counters.registered", registered)?,
            waitlisted: count("event_counters.waitlisted", waitlisted)?,
            last_place: count("event_counters.last_place", last_place)?,
            views: count("event_counters.views", views)?,
            revision: Revision(revision),
        })
    }
}
