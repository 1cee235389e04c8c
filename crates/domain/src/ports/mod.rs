//! The ports: what the use cases need of the outside, as object-safe traits.
//!
//! - **Reads** go through query ports (`…Queries`, `&self`): one statement, or a fixed number of
//!   them, and no transaction.
//! - **Writes** go through the open transaction, [`UnitOfWork`], which lends one repository an
//!   entity. Commit consumes it; dropping it rolls back.
//!
//! - **What processes share** ([`Cache`], [`Bus`], [`RateLimiter`]) never fails: it does without
//!   when it must. The truth is in the store.
//!
//! With feature `mocks` each port `X` has a mockall mock `MockX`.

mod api_keys;
mod attachments;
mod audit;
mod blobs;
mod bus;
mod cache;
mod events;
mod forecasts;
mod health;
mod idempotency;
mod imports;
mod jobs;
mod limiter;
mod notifications;
mod registrations;
mod runtime;
mod security;
mod sessions;
mod unit_of_work;
mod users;
mod venues;

pub use api_keys::{ActiveApiKeys, ApiKeyQueries, ApiKeyRepository};
pub use attachments::{AttachmentQueries, AttachmentRepository};
pub use audit::{AuditQueries, AuditRepository};
pub use blobs::{BlobError, BlobListing, BlobReader, BlobStore, BlobWriter};
pub use bus::{Announcement, Bus, Listener, News};
pub use cache::{Cache, CacheGroup, Lookup, Vacancy};
pub use events::{EventCounterRepository, EventQueries, EventRepository};
pub use forecasts::{ForecastError, ForecastProvider, ForecastQueries, ForecastRepository};
pub use health::Dependency;
pub use idempotency::IdempotencyRepository;
pub use imports::{ImportQueries, ImportRepository};
pub use jobs::{JobQueries, JobQueue, JobRepository};
pub use limiter::{Decision, Quota, RateLimiter};
pub use notifications::{Notifier, NotifyError};
pub use registrations::{RegistrationQueries, RegistrationRepository};
pub use runtime::{Clock, IdGenerator};
pub use security::{
    AccessClaims, AccessTokens, HashingError, InvalidToken, OpaqueToken, OpaqueTokens, PasswordHasher,
};
pub use sessions::{ActiveSessions, SessionQueries, SessionRepository};
pub use unit_of_work::{Store, UnitOfWork};
pub use users::{Credentials, UserQueries, UserRepository};
pub use venues::{VenueQueries, VenueRepository};

#[cfg(feature = "mocks")]
pub use {
    api_keys::{MockActiveApiKeys, MockApiKeyQueries, MockApiKeyRepository},
    attachments::{MockAttachmentQueries, MockAttachmentRepository},
    audit::{MockAuditQueries, MockAuditRepository},
    blobs::{MockBlobListing, MockBlobReader, MockBlobStore, MockBlobWriter},
    bus::MockBus,
    cache::MockCache,
    events::{MockEventCounterRepository, MockEventQueries, MockEventRepository},
    forecasts::{MockForecastProvider, MockForecastQueries, MockForecastRepository},
    health::MockDependency,
    idempotency::MockIdempotencyRepository,
    imports::{MockImportQueries, MockImportRepository},
    jobs::{MockJobQueries, MockJobQueue, MockJobRepository},
    limiter::MockRateLimiter,
    notifications::MockNotifier,
    registrations::{MockRegistrationQueries, MockRegistrationRepository},
    runtime::{MockClock, MockIdGenerator},
    security::{MockAccessTokens, MockOpaqueTokens, MockPasswordHasher},
    sessions::{MockActiveSessions, MockSessionQueries, MockSessionRepository},
    unit_of_work::MockStore,
    users::{MockUserQueries, MockUserRepository},
    venues::{MockVenueQueries, MockVenueRepository},
};
