//! Decorators of query ports that spare the store questions which were just answered.
//!
//! None of them decides who may see what: that is asked of every caller before, by the use cases.
//! - [`CachedEventQueries`], [`CachedVenueQueries`]: what is kept of which port, and for how long.
//! - `shared`: an answer through the cache that processes may share; `codec`: how it is written.
//! - `flights`: those who ask for the same at the same time share one question.

mod codec;
mod events;
mod flights;
mod shared;
mod venues;

pub use events::CachedEventQueries;
pub use shared::SharedAnswers;
pub use venues::CachedVenueQueries;

use std::time::Duration;

/// How much an in-process cache keeps, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheSettings {
    /// How long an answer is used, from before the store was asked.
    pub ttl: Duration,
    /// How much is kept: so many sessions, or so many bytes of events.
    pub capacity: u64,
}
