use chrono::{DateTime, Utc};
use fasttrack_domain::{
    event::{
        Description, Event, EventCounters, EventDetails, EventStatus, EventView, Schedule, Tag, Tags, Title,
    },
    id::Id,
    text::City,
    time::{TimeZone, Timestamp},
    venue::{Capacity, VenueId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{
    conditional,
    forecasts::ForecastBody,
    problem::ApiError,
    validation::{at, member, parse, parses, refused},
    venues::VenueSummaryBody,
};

/// What organisers decide about an event.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "ends_after_start"))]
pub(crate) struct EventInput {
    /// What it is called.
    #[validate(custom(function = "parses::<Title>"))]
    #[schema(min_length = 1, max_length = 100, example = "Recife Rust Meetup")]
    pub title: String,
    /// What it is about.
    #[serde(default)]
    #[validate(custom(function = "parses::<Description>"))]
    #[schema(required = false, max_length = 10_000, default = "", example = "Talks, pizza and lifetimes.")]
    pub description: String,
    /// Drafts are seen by their owner and by admins only. What was announced cannot become a
    /// draft again.
    #[serde(default = "draft")]
    #[validate(custom(function = "parses::<EventStatus>"))]
    #[schema(required = false, value_type = EventStatusName, default = "draft", example = "published")]
    pub status: String,
    /// When it starts (RFC 3339; any offset).
    #[validate(custom(function = "timestamp_fits"))]
    #[schema(value_type = DateTime<Utc>, example = "2027-03-14T22:00:00Z")]
    pub starts_at: String,
    /// When it ends, if that is known. An event without an end occupies no venue.
    #[validate(custom(function = "timestamp_fits"))]
    #[schema(value_type = Option<DateTime<Utc>>, example = "2027-03-15T01:00:00Z")]
    pub ends_at: Option<String>,
    /// The zone of the clocks on its walls (IANA).
    #[serde(default = "utc")]
    #[validate(custom(function = "parses::<TimeZone>"))]
    #[schema(required = false, default = "UTC", example = "America/Recife")]
    pub time_zone: String,
    /// Its city.
    #[validate(custom(function = "parses::<City>"))]
    #[schema(min_length = 1, max_length = 100, example = "Recife")]
    pub city: String,
    /// Words to find it by; none twice, accents and case aside.
    #[serde(default)]
    #[validate(custom(function = "tags_fit"))]
    #[schema(required = false, max_items = 10, default = json!([]), example = json!(["rust", "tecnologia"]))]
    pub tags: Vec<String>,
    /// Where it happens.
    #[validate(custom(function = "venue_id_fits"))]
    #[schema(value_type = Option<Uuid>, example = json!(null))]
    pub venue_id: Option<String>,
    /// How many may register; nothing means the venue's capacity, or any number without a venue.
    #[validate(custom(function = "capacity_fits"))]
    #[schema(minimum = 1, maximum = 1_000_000, example = 120)]
    pub capacity: Option<i64>,
}

/// Whether an event is planned, announced or called off.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's EventStatus in the OpenAPI document")]
pub(crate) enum EventStatusName {
    Draft,
    Published,
    Cancelled,
}

fn draft() -> String {
    EventStatus::default().as_str().to_owned()
}

fn utc() -> String {
    TimeZone::default().name().to_owned()
}

fn timestamp_fits(raw: &str) -> Result<(), ValidationError> {
    Timestamp::parse(raw).map(drop).map_err(refused)
}

fn venue_id_fits(raw: &str) -> Result<(), ValidationError> {
    VenueId::parse(raw).map(drop).map_err(refused)
}

fn capacity_fits(raw: i64) -> Result<(), ValidationError> {
    Capacity::new(raw).map(drop).map_err(refused)
}

fn tags_fit(raw: &[String]) -> Result<(), ValidationError> {
    for (index, tag) in raw.iter().enumerate() {
        Tag::parse(tag).map_err(|invalid| member(&format!("/tags/{index}"), refused(invalid)))?;
    }
    tags(raw).map(drop).map_err(refused)
}

fn tags(raw: &[String]) -> Result<Tags, fasttrack_domain::Invalid> {
    Tags::new(raw.iter().map(|tag| Tag::parse(tag)).collect::<Result<Vec<_>, _>>()?)
}

/// Only of times that are times: the others are reported where they stand.
fn ends_after_start(event: &EventInput) -> Result<(), ValidationError> {
    let starts_at = Timestamp::parse(&event.starts_at);
    let ends_at = event.ends_at.as_deref().map(Timestamp::parse).transpose();
    match (starts_at, ends_at) {
        (Ok(starts_at), Ok(ends_at)) => Schedule::new(starts_at, ends_at, TimeZone::UTC)
            .map(drop)
            .map_err(|invalid| member("/ends_at", refused(invalid))),
        _ => Ok(()),
    }
}

impl EventInput {
    /// The details, parsed.
    pub(super) fn details(&self) -> Result<EventDetails, ApiError> {
        let Self {
            title,
            description,
            status,
            starts_at,
            ends_at,
            time_zone,
            city,
            tags: raw_tags,
            venue_id,
            capacity,
        } = self;
        let starts_at = at("/starts_at", Timestamp::parse(starts_at))?;
        let ends_at = at("/ends_at", ends_at.as_deref().map(Timestamp::parse).transpose())?;
        Ok(EventDetails {
            title: parse("/title", title)?,
            description: parse("/description", description)?,
            status: parse("/status", status)?,
            schedule: at("/ends_at", Schedule::new(starts_at, ends_at, parse("/time_zone", time_zone)?))?,
            city: parse("/city", city)?,
            tags: at("/tags", tags(raw_tags))?,
            venue_id: at("/venue_id", venue_id.as_deref().map(Id::parse).transpose())?,
            capacity: at("/capacity", capacity.map(Capacity::new).transpose())?,
        })
    }
}

impl From<&EventDetails> for EventInput {
    fn from(details: &EventDetails) -> Self {
        let EventDetails { title, description, status, schedule, city, tags, venue_id, capacity } = details;
        Self {
            title: title.to_string(),
            description: description.to_string(),
            status: status.as_str().to_owned(),
            starts_at: schedule.starts_at().to_string(),
            ends_at: schedule.ends_at().map(|at| at.to_string()),
            time_zone: schedule.time_zone().name().to_owned(),
            city: city.to_string(),
            tags: tags.iter().map(ToString::to_string).collect(),
            venue_id: venue_id.map(|id| id.to_string()),
            capacity: capacity.map(|capacity| i64::from(capacity.get())),
        }
    }
}

/// Something that happens somewhere at some time, and that people register for.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// Identifies the event for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-000000000001")]
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "Recife Rust Meetup")]
    pub title: String,
    /// What it is about.
    #[schema(example = "Talks, pizza and lifetimes.")]
    pub description: String,
    /// Whether it is planned, announced or called off.
    #[schema(value_type = EventStatusName, example = "published")]
    pub status: &'static str,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends, if that is known.
    #[schema(required = true)]
    pub ends_at: Option<DateTime<Utc>>,
    /// The zone of the clocks on its walls (IANA).
    #[schema(example = "America/Recife")]
    pub time_zone: &'static str,
    /// Its city.
    #[schema(example = "Recife")]
    pub city: String,
    /// Words to find it by.
    #[schema(example = json!(["rust", "tecnologia"]))]
    pub tags: Vec<String>,
    /// Where it happens.
    #[schema(required = true)]
    pub venue: Option<VenueSummaryBody>,
    /// How many may register; `null` means the venue's capacity, or any number without a venue.
    #[schema(required = true, example = 120)]
    pub capacity: Option<u32>,
    /// Confirmed registrations.
    #[schema(example = 87)]
    pub registered: u32,
    /// Registrations that wait for a seat.
    #[schema(example = 0)]
    pub waitlisted: u32,
    /// How often it was looked at; approximate.
    #[schema(example = 1042)]
    pub views: u64,
    /// The weather that is expected when it starts; `null` while none is known.
    #[schema(required = true)]
    pub forecast: Option<ForecastBody>,
    /// Who owns it.
    pub created_by: Uuid,
    /// Counts its edits; the first part of its `ETag`.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last edited.
    pub updated_at: DateTime<Utc>,
}

impl From<EventView> for EventBody {
    fn from(view: EventView) -> Self {
        let EventView { event, counters, venue, forecast } = view;
        let Event { id, details, created_by, version, created_at, updated_at } = event;
        let EventDetails { title, description, status, schedule, city, tags, venue_id: _, capacity } =
            details;
        let EventCounters { registered, waitlisted, last_place: _, views, revision: _ } = counters;
        Self {
            id: id.uuid(),
            title: title.to_string(),
            description: description.to_string(),
            status: status.as_str(),
            starts_at: schedule.starts_at().to_utc(),
            ends_at: schedule.ends_at().map(Timestamp::to_utc),
            time_zone: schedule.time_zone().name(),
            city: city.to_string(),
            tags: tags.iter().map(ToString::to_string).collect(),
            venue: venue.map(VenueSummaryBody::from),
            capacity: capacity.map(Capacity::get),
            registered,
            waitlisted,
            views,
            forecast: forecast.map(ForecastBody::from),
            created_by: created_by.uuid(),
            version: version.0,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
}

/// The entity tag of an event.
pub(super) fn entity_tag(view: &EventView) -> String {
    conditional::entity_tag(view.event.version, view.counters.revision)
}
