//! What the tests of every crate share: a clock that stands still, identifiers that count,
//! builders with sensible defaults, a unit of work made of mocks, and throw-away servers.
//!
//! Only ever a dev-dependency (and a dependency of `fasttrack-store-contract`, which is one too).
#![warn(missing_docs)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that is set up wrongly must fail at once")]

mod audit;
mod blobs;
mod build;
mod clock;
#[cfg(feature = "contract")]
pub mod contract;
mod fake;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod ids;
#[cfg(feature = "pictures")]
pub mod pictures;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "proxy")]
pub mod proxy;
#[cfg(feature = "redis")]
pub mod redis;
mod shared;
#[cfg(feature = "smtp")]
pub mod smtp;
#[cfg(any(feature = "postgres", feature = "redis"))]
mod throw_away;

pub use audit::{AuditLog, FakeAudit};
pub use blobs::MemoryBlobs;
pub use build::{
    AttachmentBuilder, AuditEntryBuilder, EventBuilder, JobBuilder, RegistrationBuilder, UserBuilder,
    VenueBuilder, a_forecast, a_job, a_password_hash, a_registration, a_session, a_token, a_user, a_venue,
    an_api_key, an_attachment, an_audit_entry, an_event, fingerprint, instant,
};
pub use clock::FixedClock;
pub use fake::{Committed, FakeStore, FakeUnitOfWork};
pub use ids::{SequentialIds, unique_id};
/// What the arguments of a mock must be.
pub use mockall::predicate;
pub use shared::{FakeBus, FakeCache};
