//! Calendars: what somebody attends and organises, behind a key instead of a token, since calendar
//! programs can send no token.

mod error;
mod feed;
#[cfg(test)]
mod fuzz;
pub mod ics;
mod key;
mod lines;
#[cfg(test)]
mod tests;

pub use error::CalendarError;
pub use feed::Feed;

use std::sync::Arc;

use fasttrack_domain::ports::{Clock, EventQueries, OpaqueTokens, Store, UserQueries};

/// The use cases of calendars.
#[derive(Clone)]
pub struct Calendars {
    /// Where keys are written.
    pub store: Arc<dyn Store>,
    /// Where the user of a key is read.
    pub users: Arc<dyn UserQueries>,
    /// Where events are read.
    pub events: Arc<dyn EventQueries>,
    /// Makes and hashes keys.
    pub opaque: Arc<dyn OpaqueTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}
