use fasttrack_domain::{
    Invalid,
    event::{Event, EventCounters, EventDetails, EventView, Schedule, Tags},
    forecast::EventForecast,
    id::Id,
    time::Timestamp,
    venue::{Capacity, VenueSummary},
    version::{Revision, Version},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Stored, forecast::ForecastRow, venue::SummaryRow};

#[derive(Serialize, Deserialize)]
pub(crate) struct EventRow {
    id: Uuid,
    details: DetailsRow,
    created_by: Uuid,
    version: i64,
    created_at: i64,
    updated_at: i64,
    counters: CountersRow,
    venue: Option<SummaryRow>,
    forecast: Option<ForecastRow>,
}

#[derive(Serialize, Deserialize)]
struct DetailsRow {
    title: String,
    description: String,
    status: String,
    starts_at: i64,
    ends_at: Option<i64>,
    time_zone: String,
    city: String,
    tags: Vec<String>,
    venue_id: Option<Uuid>,
    capacity: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct CountersRow {
    registered: u32,
    waitlisted: u32,
    last_place: u64,
    views: u64,
    revision: i64,
}

impl Stored for EventView {
    type Row = EventRow;

    fn to_row(&self) -> EventRow {
        let Self { event, counters, venue, forecast } = self;
        let Event { id, details, created_by, version, created_at, updated_at } = event;
        let EventCounters { registered, waitlisted, last_place, views, revision } = *counters;
        EventRow {
            id: id.uuid(),
            details: details_row(details),
            created_by: created_by.uuid(),
            version: version.0,
            created_at: created_at.micros(),
            updated_at: updated_at.micros(),
            counters: CountersRow { registered, waitlisted, last_place, views, revision: revision.0 },
            venue: venue.to_row(),
            forecast: forecast.to_row(),
        }
    }

    fn of_row(row: EventRow) -> Result<Self, Invalid> {
        let CountersRow { registered, waitlisted, last_place, views, revision } = row.counters;
        let revision = Revision(revision);
        Ok(Self {
            event: Event {
                id: Id::new(row.id),
                details: of_details(row.details)?,
                created_by: Id::new(row.created_by),
                version: Version(row.version),
                created_at: Timestamp::from_micros(row.created_at)?,
                updated_at: Timestamp::from_micros(row.updated_at)?,
            },
            counters: EventCounters { registered, waitlisted, last_place, views, revision },
            venue: Option::<VenueSummary>::of_row(row.venue)?,
            forecast: Option::<EventForecast>::of_row(row.forecast)?,
        })
    }
}

fn details_row(details: &EventDetails) -> DetailsRow {
    let EventDetails { title, description, status, schedule, city, tags, venue_id, capacity } = details;
    DetailsRow {
        title: title.as_str().to_owned(),
        description: description.as_str().to_owned(),
        status: status.as_str().to_owned(),
        starts_at: schedule.starts_at().micros(),
        ends_at: schedule.ends_at().map(Timestamp::micros),
        time_zone: schedule.time_zone().name().to_owned(),
        city: city.as_str().to_owned(),
        tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        venue_id: venue_id.map(Id::uuid),
        capacity: capacity.map(Capacity::get),
    }
}

fn of_details(row: DetailsRow) -> Result<EventDetails, Invalid> {
    let DetailsRow {
        title,
        description,
        status,
        starts_at,
        ends_at,
        time_zone,
        city,
        tags,
        venue_id,
        capacity,
    } = row;
    let ends_at = ends_at.map(Timestamp::from_micros).transpose()?;
    let starts_at = Timestamp::from_micros(starts_at)?;
    let tags = tags.into_iter().map(|tag| tag.parse()).collect::<Result<Vec<_>, _>>()?;
    Ok(EventDetails {
        title: title.parse()?,
        description: description.parse()?,
        status: status.parse()?,
        schedule: Schedule::new(starts_at, ends_at, time_zone.parse()?)?,
        city: city.parse()?,
        tags: Tags::new(tags)?,
        venue_id: venue_id.map(Id::new),
        capacity: capacity.map(|seats| Capacity::new(seats.into())).transpose()?,
    })
}
