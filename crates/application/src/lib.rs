//! The use cases of FastTrack: one struct per area, one method per use case, one file per verb.
//!
//! A use case asks [`authorise`] whether it may, opens a unit of work through
//! `in_unit`, and says what went wrong in the area's own error. It knows nothing of HTTP, SQL or
//! tokens' formats: those are behind the ports of `fasttrack-domain`.

pub mod api_keys;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod authorise;
pub mod blobs;
pub mod calendar;
mod changes;
pub mod context;
pub mod events;
pub mod exports;
pub mod files;
pub mod forecasts;
mod formula;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod registrations;
pub mod reminders;
pub mod seed;
#[cfg(test)]
mod testing;
mod unit;
pub mod users;
pub mod venues;

pub use changes::Changes;
pub use context::{Actor, Context, Credential, Origin, SignedIn};
