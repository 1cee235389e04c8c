use async_trait::async_trait;

use crate::{
    StoreError,
    event::{
        Event, EventCounters, EventFilter, EventId, EventSort, EventStats, EventView, ImportOutcome,
        ImportedEvent, StatsGroup,
    },
    page::{Limit, Page, PageRequest},
    time::Timestamp,
    user::{Email, UserId},
    venue::VenueId,
    version::Version,
};

/// Reads events with their counters and venues.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventQueries: Send + Sync {
    /// One event, whoever may see it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: EventId) -> Result<Option<EventView>, StoreError>;

    /// A page of the events that fit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(
        &self,
        filter: &EventFilter,
        sort: EventSort,
        page: &PageRequest,
    ) -> Result<Page<EventView>, StoreError>;

    /// How many events fit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, filter: &EventFilter) -> Result<u64, StoreError>;

    /// The published events that start at `now` or later, the soonest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn upcoming(&self, now: Timestamp, limit: Limit) -> Result<Vec<EventView>, StoreError>;

    /// The published events that were looked at most; of equals, the one that starts sooner.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn popular(&self, limit: Limit) -> Result<Vec<EventView>, StoreError>;

    /// What the events that fit come to, by group, in one statement. Sorted by the folded key;
    /// the identifier of a position is nil.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn stats(
        &self,
        filter: &EventFilter,
        group: StatsGroup,
        page: &PageRequest,
    ) -> Result<Page<EventStats>, StoreError>;

    /// The events of a user's calendar that start at `since` or later, the soonest first: those
    /// that the user owns, and those that are published or cancelled and for which the user (or
    /// the user's address) has a live registration.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn calendar(
        &self,
        user: UserId,
        email: &Email,
        since: Timestamp,
        limit: Limit,
    ) -> Result<Vec<EventView>, StoreError>;
}

/// Writes events.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventRepository: Send {
    /// Adds an event, with its counters at zero.
    ///
    /// # Errors
    /// `Conflict` with `VenueUnknown`, `UserUnknown` or `VenueDoubleBooked`.
    async fn add(&mut self, event: &Event) -> Result<(), StoreError>;

    /// Adds all of these events, in a fixed number of statements for each few hundred of them.
    ///
    /// # Errors
    /// `Conflict` with `VenueUnknown`, `UserUnknown` or `VenueDoubleBooked`, of any of them.
    async fn add_all(&mut self, events: &[Event]) -> Result<(), StoreError>;

    /// One event with its counters and venue; it stays as it is until the unit ends, and nobody
    /// else registers for it until then.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&mut self, id: EventId) -> Result<Option<EventView>, StoreError>;

    /// Writes an event over the one of version `expected`; `false` when that is not the version
    /// any more.
    ///
    /// # Errors
    /// `Conflict` with `VenueUnknown`, `UserUnknown` or `VenueDoubleBooked`.
    async fn update(&mut self, event: &Event, expected: Version) -> Result<bool, StoreError>;

    /// Removes an event and its counters; `false` when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn delete(&mut self, id: EventId) -> Result<bool, StoreError>;

    /// Adds what was not imported before, and says what became of each. A row that conflicts
    /// leaves the others, and the unit, unharmed.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails, never `Conflict`.
    async fn import(&mut self, rows: &[ImportedEvent]) -> Result<Vec<ImportOutcome>, StoreError>;

    /// Gives all events of one owner to another, each with a new revision; tells how many.
    ///
    /// # Errors
    /// `Conflict` with `UserUnknown`.
    async fn reassign(&mut self, from: UserId, to: UserId) -> Result<u64, StoreError>;
}

/// Writes what changes of events without anybody editing them.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventCounterRepository: Send {
    /// Adds to the view counts, without a new revision. Events that are gone are passed over.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn add_views(&mut self, views: &[(EventId, u64)]) -> Result<(), StoreError>;

    /// Writes the counts of registrations and the last place given, but not the views, and gives
    /// the event a new revision.
    ///
    /// # Errors
    /// [`StoreError::Contention`] when more would be confirmed than there are seats: the counters
    /// were read before another unit changed them.
    async fn set_registrations(&mut self, id: EventId, counters: &EventCounters) -> Result<(), StoreError>;

    /// The published events at a venue that start after `now`, have no capacity of their own, and
    /// for which somebody waits.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn waiting_for_venue(&mut self, venue: VenueId, now: Timestamp)
    -> Result<Vec<EventId>, StoreError>;
}
