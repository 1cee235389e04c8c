use async_trait::async_trait;

use crate::{
    StoreError,
    page::{Page, PageRequest},
    text::FoldedKey,
    time::Timestamp,
    venue::{Venue, VenueFilter, VenueId},
    version::Version,
};

/// Reads venues.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait VenueQueries: Send + Sync {
    /// One venue.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: VenueId) -> Result<Option<Venue>, StoreError>;

    /// A page of the venues that fit, sorted by folded name.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(&self, filter: &VenueFilter, page: &PageRequest) -> Result<Page<Venue>, StoreError>;

    /// How many venues fit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, filter: &VenueFilter) -> Result<u64, StoreError>;
}

/// Writes venues.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait VenueRepository: Send {
    /// Adds a venue.
    ///
    /// # Errors
    /// `Conflict` with `VenueNameTaken`.
    async fn add(&mut self, venue: &Venue) -> Result<(), StoreError>;

    /// Adds a venue unless its city has one of that name; answers the one that is there then.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find_or_add(&mut self, venue: &Venue) -> Result<Venue, StoreError>;

    /// One venue; it stays as it is until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&mut self, id: VenueId) -> Result<Option<Venue>, StoreError>;

    /// The venue of a city that has this name, accents and case aside; it stays as it is until the
    /// unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find_by_name(&mut self, name: &FoldedKey, city: &FoldedKey)
    -> Result<Option<Venue>, StoreError>;

    /// Writes a venue over the one of version `expected`; `false` when that is not the version
    /// any more. Every event at the venue gets a new revision.
    ///
    /// # Errors
    /// `Conflict` with `VenueNameTaken`.
    async fn update(&mut self, venue: &Venue, expected: Version) -> Result<bool, StoreError>;

    /// Removes a venue; `false` when there is none.
    ///
    /// # Errors
    /// `Conflict` with `VenueInUse`.
    async fn delete(&mut self, id: VenueId) -> Result<bool, StoreError>;

    /// The venues of these identifiers that there are; they stay as they are until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find_all(&mut self, ids: &[VenueId]) -> Result<Vec<Venue>, StoreError>;

    /// The most seats that an event at the venue needs which starts after `now` and is not
    /// cancelled: the capacity that it states for itself, else its confirmed registrations. Nobody
    /// adds an event there, or registers for one, until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn seats_needed(&mut self, id: VenueId, now: Timestamp) -> Result<u32, StoreError>;
}
