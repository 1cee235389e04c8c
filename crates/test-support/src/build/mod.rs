//! Builders: a test says what matters to it, and gets the rest.

mod api_key;
mod attachment;
mod audit;
mod event;
mod forecast;
mod job;
mod registration;
mod session;
mod user;
mod venue;

pub use api_key::an_api_key;
pub use attachment::{AttachmentBuilder, an_attachment};
pub use audit::{AuditEntryBuilder, an_audit_entry};
pub use event::{EventBuilder, an_event, fingerprint};
pub use forecast::a_forecast;
pub use job::{JobBuilder, a_job};
pub use registration::{RegistrationBuilder, a_registration};
pub use session::{a_session, a_token};
pub use user::{UserBuilder, a_password_hash, a_user};
pub use venue::{VenueBuilder, a_venue};

use fasttrack_domain::time::Timestamp;

/// The instant of an RFC 3339 timestamp.
#[must_use]
pub fn instant(rfc3339: &str) -> Timestamp {
    Timestamp::parse(rfc3339).unwrap()
}

/// When everything was made that does not say otherwise.
fn made_at() -> Timestamp {
    instant("2029-12-01T08:00:00Z")
}
