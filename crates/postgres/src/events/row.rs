use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
};
use fasttrack_domain::{
    event::{Event, EventCounters, EventDetails, Schedule, Tags},
    id::Id,
    text::FoldedKey,
    time::Timestamp,
    venue::{Capacity, VenueId},
    version::{Revision, Version},
};

use uuid::Uuid;

use crate::{
    columns::{Corrupt, count, instant, parsed},
    schema::{event_counters, events},
};

/// An event, its tags and what it is found by aside.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = events, primary_key(id), check_for_backend(Pg))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) title_key: String,
    pub(super) description: String,
    pub(super) status: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: Option<DateTime<Utc>>,
    pub(super) time_zone: String,
    pub(super) city: String,
    pub(super) city_key: String,
    pub(super) venue_id: Option<Uuid>,
    pub(super) capacity: Option<i32>,
    pub(super) created_by: Uuid,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl From<&Event> for EventRow {
    fn from(event: &Event) -> Self {
        let Event { id, details, created_by, version, created_at, updated_at } = event;
        let EventDetails { title, description, status, schedule, city, tags: _, venue_id, capacity } =
            details;
        Self {
            id: id.uuid(),
            title: title.as_str().to_owned(),
            title_key: FoldedKey::of(title.as_str()).as_str().to_owned(),
            description: description.as_str().to_owned(),
            status: status.as_str().to_owned(),
            starts_at: schedule.starts_at().to_utc(),
            ends_at: schedule.ends_at().map(Timestamp::to_utc),
            time_zone: schedule.time_zone().name().to_owned(),
            city: city.as_str().to_owned(),
            city_key: FoldedKey::of(city.as_str()).as_str().to_owned(),
            venue_id: venue_id.map(Id::uuid),
            capacity: capacity.map(|capacity| i32::try_from(capacity.get()).unwrap_or(i32::MAX)),
            created_by: created_by.uuid(),
            version: version.0,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
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
        let ends_at = ends_at.map(|at| instant("events.ends_at", at)).transpose()?;
        let time_zone = parsed("events.time_zone", &time_zone)?;
        let capacity = capacity.map(|capacity| Capacity::new(i64::from(capacity))).transpose();
        let details = EventDetails {
            title: parsed("events.title", &title)?,
            description: parsed("events.description", &description)?,
            status: parsed("events.status", &status)?,
            schedule: Schedule::new(starts_at, ends_at, time_zone)
                .map_err(Corrupt::because("events.ends_at"))?,
            city: parsed("events.city", &city)?,
            tags,
            venue_id: venue_id.map(VenueId::new),
            capacity: capacity.map_err(Corrupt::because("events.capacity"))?,
        };
        Ok(Event {
            id: Id::new(id),
            details,
            created_by: Id::new(created_by),
            version: Version(version),
            created_at: instant("events.created_at", created_at)?,
            updated_at: instant("events.updated_at", updated_at)?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event_counters, check_for_backend(Pg))]
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
