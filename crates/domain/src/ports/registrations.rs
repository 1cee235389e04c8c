use async_trait::async_trait;

use crate::{
    StoreError,
    event::EventId,
    page::{Page, PageRequest},
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
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
}
