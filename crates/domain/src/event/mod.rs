//! Events: what FastTrack is about.

mod filter;
mod import;
mod schedule;
mod stats;
mod status;
mod tags;

pub use filter::{EventFilter, EventSort, Visibility};
pub use import::{ImportOutcome, ImportedEvent, RowFingerprint};
pub use schedule::Schedule;
pub use stats::{EventStats, StatsGroup};
pub use status::EventStatus;
pub use tags::{Tag, TagKind, Tags};

use crate::{
    forecast::EventForecast,
    id::Id,
    page::{Position, SortKey},
    text::{City, FoldedKey, SearchText, Text, TextKind},
    time::Timestamp,
    user::UserId,
    venue::{Capacity, VenueId, VenueSummary},
    version::{Revision, Version},
};

/// The identifier of an [`Event`].
pub type EventId = Id<Event>;

/// What an event is called.
pub type Title = Text<TitleKind>;
/// Bounds of [`Title`].
pub enum TitleKind {}
impl TextKind for TitleKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}

/// What an event is about; may be empty.
pub type Description = Text<DescriptionKind>;
/// Bounds of [`Description`].
pub enum DescriptionKind {}
impl TextKind for DescriptionKind {
    const MIN: usize = 0;
    const MAX: usize = 10_000;
    const MULTILINE: bool = true;
}

/// What organisers decide about an event: everything but its identity, history and counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDetails {
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub description: Description,
    /// Whether it is planned, announced or called off.
    pub status: EventStatus,
    /// When it happens.
    pub schedule: Schedule,
    /// Its city.
    pub city: City,
    /// Words to find it by.
    pub tags: Tags,
    /// Where it happens.
    pub venue_id: Option<VenueId>,
    /// How many may register; `None` means the venue's capacity, or any number without a venue.
    pub capacity: Option<Capacity>,
}

impl EventDetails {
    /// The words that the event can be found by.
    #[must_use]
    pub fn search_text(&self) -> SearchText {
        let words = [self.title.as_str(), self.description.as_str(), self.city.as_str()];
        SearchText::of(words.into_iter().chain(self.tags.iter().map(Tag::as_str)))
    }
}

/// Something that happens somewhere at some time, and that people register for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Identifies the event for ever.
    pub id: EventId,
    /// What its organisers decided.
    pub details: EventDetails,
    /// Who owns it.
    pub created_by: UserId,
    /// Counts its edits.
    pub version: Version,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// What changes of an event without anybody editing it. Kept apart, in a narrow row that
/// concurrent registrations lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventCounters {
    /// Confirmed registrations.
    pub registered: u32,
    /// Registrations that wait for a seat.
    pub waitlisted: u32,
    /// The last number that was given on the waitlist.
    pub last_place: u64,
    /// How often it was looked at; approximate.
    pub views: u64,
    /// Counts every visible change but views.
    pub revision: Revision,
}

/// An event as readers see it.
#[derive(Debug, Clone, PartialEq)]
pub struct EventView {
    /// The event.
    pub event: Event,
    /// Its counters.
    pub counters: EventCounters,
    /// Its venue.
    pub venue: Option<VenueSummary>,
    /// The weather that is expected when it starts.
    pub forecast: Option<EventForecast>,
}

impl EventView {
    /// How many may register: what the event says, else what its venue holds, else any number.
    #[must_use]
    pub fn seats(&self) -> Option<Capacity> {
        self.event.details.capacity.or_else(|| self.venue.as_ref().map(|venue| venue.capacity))
    }

    /// How many of the waitlist could have a seat.
    #[must_use]
    pub fn free_seats(&self) -> u32 {
        self.seats().map_or(u32::MAX, |seats| seats.get().saturating_sub(self.counters.registered))
    }

    /// Where the event stands in a list of this order.
    #[must_use]
    pub fn position(&self, sort: EventSort) -> Position {
        let event = &self.event;
        let key = match sort {
            EventSort::StartsAt | EventSort::StartsAtDescending => {
                SortKey::Time(event.details.schedule.starts_at())
            }
            EventSort::CreatedAtDescending => SortKey::Time(event.created_at),
            EventSort::Title => SortKey::Text(FoldedKey::of(event.details.title.as_str())),
        };
        Position { key, id: event.id.uuid() }
    }
}
