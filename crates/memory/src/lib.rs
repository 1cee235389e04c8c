//! In-process adapters: what needs no server.
//!
//! [`SystemClock`] and [`UuidV7`] ask the machine for the time and for identifiers, so that nothing
//! else has to. [`CachedActiveSessions`] spares the store a question at every request.
#![warn(missing_docs)]

mod runtime;
mod sessions;

pub use runtime::{SystemClock, UuidV7};
pub use sessions::{CacheSettings, CachedActiveSessions};
