use fasttrack_application::exports::ExportFormat;
use fasttrack_domain::{
    event::{EventFilter, EventSort, StatsGroup, Visibility},
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

/// Declares a query of events: the filters, which are the same everywhere, and what else it takes.
/// (A struct inside the struct would do, if serde could flatten it and refuse the unknown.)
macro_rules! query_of_events {
    ($(#[$about:meta])* $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
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
            $($(#[$attribute])* $member: $type,)*
        }

        impl $name {
            fn filter(&self, fields: &mut Fields) -> EventFilter {
                EventFilter {
                    query: self.q.as_deref().map(|q| SearchText::of([q])).filter(|words| !words.is_empty()),
                    city: self.city.as_deref().map(FoldedKey::of),
                    tag: self.tag.as_deref().map(FoldedKey::of),
                    venue_id: fields.parse("venue_id", self.venue_id.as_deref(), Id::parse),
                    status: fields.parse("status", self.status.as_deref(), str::parse),
                    starts_after: fields.parse("starts_after", self.starts_after.as_deref(), Timestamp::parse),
                    starts_before: fields.parse("starts_before", self.starts_before.as_deref(), Timestamp::parse),
                    created_by: fields.parse("created_by", self.created_by.as_deref(), Id::parse),
                    has_seats: fields.parse("has_seats", self.has_seats.as_deref(), boolean).unwrap_or_default(),
                    // The use case knows what the caller may see.
                    visible: Visibility::default(),
                }
            }
        }
    };
}

query_of_events! {
    /// Which events, in which order, and which page of them.
    EventsQuery {
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
}

query_of_events! {
    /// Which events, in which order, and as what.
    ExportQuery {
        /// The order.
        #[param(value_type = Option<EventSortName>, default = "starts_at", example = "starts_at")]
        sort: Option<String>,
        /// What the file is written as.
        #[param(value_type = Option<ExportFormatName>, default = "json", example = "csv")]
        format: Option<String>,
    }
}

query_of_events! {
    /// Which events, and what they are counted by.
    StatsQuery {
        /// What the events of an item have in common.
        #[param(value_type = StatsGroupName, example = "city")]
        group_by: String,
        /// How many items at the most.
        #[param(value_type = Option<u8>, minimum = 1, maximum = 100, default = 20, example = 20)]
        limit: Option<String>,
        /// The `next_cursor` of the page before.
        cursor: Option<String>,
    }
}

/// What an export is written as.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the application's ExportFormat in the OpenAPI document")]
pub(crate) enum ExportFormatName {
    Json,
    Ndjson,
    Csv,
    Ics,
}

/// What events are counted by: their city, the month in which they start (in UTC, as `2027-03`),
/// their venue (as `name (city)`; those without one are left out), or their tags (an event counts
/// for each).
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands for the domain's StatsGroup in the OpenAPI document")]
pub(crate) enum StatsGroupName {
    City,
    Month,
    Venue,
    Tag,
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
        let mut fields = Fields::default();
        let asked = self.filter(&mut fields);
        let filter = EventFilter { venue_id: venue.or(asked.venue_id), ..asked };
        let sort = fields.parse("sort", self.sort.as_deref(), str::parse).unwrap_or_default();
        let binding = Binding::new(list, &(sort, &filter));
        let (limit, cursor) = (self.limit.as_deref(), self.cursor.as_deref());
        let page = PageQuery { limit, cursor, total: self.total.as_deref() };
        let (page, total) = page.parse(&mut fields, &binding);
        fields.finish()?;
        Ok(EventSelection { filter, sort, page, total, binding })
    }
}

impl ExportQuery {
    pub(super) fn parse(&self) -> Result<(EventFilter, EventSort, ExportFormat), ApiError> {
        let mut fields = Fields::default();
        let filter = self.filter(&mut fields);
        let sort = fields.parse("sort", self.sort.as_deref(), str::parse).unwrap_or_default();
        let format = fields.parse("format", self.format.as_deref(), str::parse).unwrap_or_default();
        fields.finish()?;
        Ok((filter, sort, format))
    }
}

/// A parsed [`StatsQuery`].
pub(super) struct StatsSelection {
    pub filter: EventFilter,
    pub group: StatsGroup,
    pub page: PageRequest,
    pub binding: Binding,
}

impl StatsQuery {
    pub(super) fn parse(&self) -> Result<StatsSelection, ApiError> {
        let mut fields = Fields::default();
        let filter = self.filter(&mut fields);
        let group = fields.take("group_by", self.group_by.parse());
        let binding = Binding::new("event stats", &(group, &filter));
        let page = PageQuery { limit: self.limit.as_deref(), cursor: self.cursor.as_deref(), total: None };
        let (page, _) = page.parse(&mut fields, &binding);
        match group {
            Some(group) => fields.finish().map(|()| StatsSelection { filter, group, page, binding }),
            None => Err(fields.into()),
        }
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
