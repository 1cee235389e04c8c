use fasttrack_domain::{
    event::{EventFilter, EventSort, Visibility},
    id::Id,
    page::{Limit, PageRequest},
    text::{FoldedKey, SearchText},
    time::Timestamp,
    venue::VenueId,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::dto::EventStatusName;
use crate::{
    cursor::Binding,
    extract::{PageQuery, boolean, limit},
    problem::{ApiError, Fields},
};

/// Which events, in which order, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// With all these words in title, description, city or tags, accents and case aside.
    #[param(example = "sao joao")]
    q: Option<String>,
    /// In this city, accents and case aside.
    #[param(example = "recife")]
    city: Option<String>,
    /// With this tag, accents and case aside.
    #[param(example = "rust")]
    tag: Option<String>,
    /// At this venue.
    #[param(value_type = Option<uuid::Uuid>)]
    venue_id: Option<String>,
    /// Of this status.
    #[param(value_type = Option<EventStatusName>)]
    status: Option<String>,
    /// That start at this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>, example = "2027-01-01T00:00:00Z")]
    starts_after: Option<String>,
    /// That start before this instant.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>, example = "2028-01-01T00:00:00Z")]
    starts_before: Option<String>,
    /// Of this owner.
    #[param(value_type = Option<uuid::Uuid>)]
    created_by: Option<String>,
    /// `true`: only those with fewer confirmed registrations than seats.
    #[param(value_type = Option<bool>)]
    has_seats: Option<String>,
    /// The order.
    #[param(value_type = Option<EventSortName>, default = "starts_at", example = "starts_at")]
    sort: Option<String>,
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all items.
    #[param(value_type = Option<bool>)]
    total: Option<String>,
}

/// The order of a list of events.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the domain's EventSort in the OpenAPI document")]
pub(crate) enum EventSortName {
    #[schema(rename = "starts_at")]
    StartsAt,
    #[schema(rename = "-starts_at")]
    StartsAtDescending,
    #[schema(rename = "-created_at")]
    CreatedAtDescending,
    #[schema(rename = "title")]
    Title,
}

/// A parsed [`EventsQuery`].
pub(crate) struct EventSelection {
    pub filter: EventFilter,
    pub sort: EventSort,
    pub page: PageRequest,
    pub total: bool,
    pub binding: Binding,
}

impl EventsQuery {
    pub(crate) fn parse(&self) -> Result<EventSelection, ApiError> {
        self.parse_for("events", None)
    }

    /// The events of one venue: a list of its own, whose cursors fit no other.
    pub(crate) fn parse_at(&self, venue: VenueId) -> Result<EventSelection, ApiError> {
        self.parse_for("venue events", Some(venue))
    }

    fn parse_for(&self, list: &str, venue: Option<VenueId>) -> Result<EventSelection, ApiError> {
        let Self {
            q,
            city,
            tag,
            venue_id,
            status,
            starts_after,
            starts_before,
            created_by,
            has_seats,
            sort,
            limit,
            cursor,
            total,
        } = self;
        let mut fields = Fields::default();
        let asked_venue = fields.parse("venue_id", venue_id.as_deref(), Id::parse);
        let filter = EventFilter {
            query: q.as_deref().map(|q| SearchText::of([q])).filter(|words| !words.is_empty()),
            city: city.as_deref().map(FoldedKey::of),
            tag: tag.as_deref().map(FoldedKey::of),
            venue_id: venue.or(asked_venue),
            status: fields.parse("status", status.as_deref(), str::parse),
            starts_after: fields.parse("starts_after", starts_after.as_deref(), Timestamp::parse),
            starts_before: fields.parse("starts_before", starts_before.as_deref(), Timestamp::parse),
            created_by: fields.parse("created_by", created_by.as_deref(), Id::parse),
            has_seats: fields.parse("has_seats", has_seats.as_deref(), boolean).unwrap_or_default(),
            // The use case knows what the caller may see.
            visible: Visibility::default(),
        };
        let sort = fields.parse("sort", sort.as_deref(), str::parse).unwrap_or_default();
        let binding = Binding::new(list, &(sort, &filter));
        let page = PageQuery { limit: limit.as_deref(), cursor: cursor.as_deref(), total: total.as_deref() };
        let (page, total) = page.parse(&mut fields, &binding);
        fields.finish()?;
        Ok(EventSelection { filter, sort, page, total, binding })
    }
}

/// How many of the first.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TopQuery {
    /// How many items at the most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
    limit: Option<String>,
}

impl TopQuery {
    pub(crate) fn parse(&self) -> Result<Limit, ApiError> {
        let mut fields = Fields::default();
        let limit = fields.parse("limit", self.limit.as_deref(), limit).unwrap_or_default();
        fields.finish()?;
        Ok(limit)
    }
}
