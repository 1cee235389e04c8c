use async_trait::async_trait;

use super::{
    ApiKeyRepository, AttachmentRepository, AuditRepository, EventCounterRepository, EventRepository,
    ForecastRepository, IdempotencyRepository, ImportRepository, JobRepository, RegistrationRepository,
    SessionRepository, UserRepository, VenueRepository,
};
use crate::StoreError;

/// Opens units of work.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a unit of work.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the store cannot be reached or no connection is to be had
    /// in time, [`StoreError::Contention`] when another writer does not make way.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] without one.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// An open transaction. Each accessor lends the repository of one entity; all of them write into
/// this transaction.
///
/// Dropping the unit rolls it back. After any `Err` of a repository the unit may only be dropped:
/// some databases refuse every later statement.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Users.
    fn users(&mut self) -> &mut dyn UserRepository;
    /// Sessions and their refresh tokens.
    fn sessions(&mut self) -> &mut dyn SessionRepository;
    /// Venues.
    fn venues(&mut self) -> &mut dyn VenueRepository;
    /// Events.
    fn events(&mut self) -> &mut dyn EventRepository;
    /// What changes of events without anybody editing them.
    fn counters(&mut self) -> &mut dyn EventCounterRepository;
    /// Registrations for events.
    fn registrations(&mut self) -> &mut dyn RegistrationRepository;
    /// Jobs.
    fn jobs(&mut self) -> &mut dyn JobRepository;
    /// How far imports are.
    fn imports(&mut self) -> &mut dyn ImportRepository;
    /// Attachments.
    fn attachments(&mut self) -> &mut dyn AttachmentRepository;
    /// Forecasts of events.
    fn forecasts(&mut self) -> &mut dyn ForecastRepository;
    /// API keys.
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository;
    /// Answers to requests that may be made again.
    fn idempotency(&mut self) -> &mut dyn IdempotencyRepository;
    /// What was done, by whom.
    fn audit(&mut self) -> &mut dyn AuditRepository;

    /// Makes everything that was written durable and visible, at once.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was written, except that after
    /// [`StoreError::Unavailable`] the outcome is unknown.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
