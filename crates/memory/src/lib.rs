//! In-process adapters: what needs no server.
//!
//! [`SystemClock`] and [`UuidV7`] ask the machine for the time and for identifiers, so that nothing
//! else has to. [`CachedActiveSessions`] and [`CachedActiveApiKeys`] spare the store a question at every
//! request, and [`caching`] those that many ask at once. [`MemoryCache`], [`MemoryBus`] and [`MemoryRateLimiter`] are for a
//! process that shares with nobody.
#![warn(missing_docs)]

mod api_keys;
mod bus;
mod cache;
pub mod caching;
mod generations;
mod limiter;
mod runtime;
mod sessions;

pub use api_keys::CachedActiveApiKeys;
pub use bus::MemoryBus;
pub use cache::MemoryCache;
pub use caching::{CacheSettings, CachedEventQueries, CachedVenueQueries, SharedAnswers};
pub use limiter::MemoryRateLimiter;
pub use runtime::{SystemClock, UuidV7};
pub use sessions::CachedActiveSessions;
