use async_trait::async_trait;
use chrono::TimeDelta;

use crate::{
    StoreError,
    event::EventId,
    page::{Page, PageRequest},
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
    time::Timestamp,
    user::{Email, UserId},
};

/// Reads registrations.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RegistrationQueries: Send + Sync {
    /// A page of an event's registrations, of one status if given, the oldest first (by
    /// `created_at`).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(
        &self,
        event: EventId,
        status: Option<RegistrationStatus>,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError>;

    /// A page of the registrations of a user, or of the user's address, the newest first (by
    /// `created_at`).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn of_user(
        &self,
        user: UserId,
        email: &Email,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, StoreError>;

    /// How many [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, event: EventId, status: Option<RegistrationStatus>) -> Result<u64, StoreError>;

    /// How many [`of_user`](Self::of_user) lists.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count_of_user(&self, user: UserId, email: &Email) -> Result<u64, StoreError>;

    /// One registration, whatever it is for.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError>;
}

/// Writes registrations. Whoever does holds the event (see `EventRepository::find`), and writes
/// its counters.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RegistrationRepository: Send {
    /// Adds registrations, in a fixed number of statements for each few hundred of them.
    ///
    /// # Errors
    /// `Conflict` with `EmailRegistered`, `EventUnknown` or `UserUnknown`.
    async fn add_all(&mut self, registrations: &[Registration]) -> Result<(), StoreError>;

    /// One registration for an event.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&mut self, event: EventId, id: RegistrationId) -> Result<Option<Registration>, StoreError>;

    /// Writes the status and the check-in of a registration; `false` when there is none.
    ///
    /// # Errors
    /// `Conflict` with `EmailRegistered`.
    async fn update(&mut self, registration: &Registration) -> Result<bool, StoreError>;

    /// Confirms the first of the waitlist, up to a number, and tells which, in their order.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn confirm_first(&mut self, event: EventId, number: u32)
    -> Result<Vec<RegistrationId>, StoreError>;

    /// How many stand on the waitlist of the event up to and including this place.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn position(&mut self, event: EventId, place: u64) -> Result<u32, StoreError>;

    /// Takes registrations of which to remind, up to a number, each with the start of its event:
    /// confirmed ones with an address, for published events that start after `now` but no later than
    /// `ahead` after it, and made so long before the start at the least, or before the event was last
    /// edited: it may have been far off then. For one start of its event a registration is taken once. Needs no event to be held.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn take_reminders(
        &mut self,
        now: Timestamp,
        ahead: TimeDelta,
        most: u16,
    ) -> Result<Vec<(RegistrationId, Timestamp)>, StoreError>;
}
