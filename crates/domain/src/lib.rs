//! Entities, value types and ports of FastTrack.
//!
//! The inside of the hexagon. Everything here is pure: no I/O, no clock, no randomness, no
//! serialisation. Value types are *parsed*: whoever holds a [`user::Email`] holds a valid one.
//! Adapters implement the traits in [`ports`]; `fasttrack-application` calls them.
#![warn(missing_docs)]

pub mod access;
pub mod api_key;
pub mod attachment;
pub mod audit;
pub mod blob;
pub mod error;
pub mod event;
pub mod forecast;
pub mod id;
pub mod idempotency;
pub mod import;
pub mod job;
pub mod migration;
pub mod notification;
pub mod page;
pub mod ports;
pub mod registration;
pub mod session;
pub mod text;
pub mod time;
pub mod user;
pub mod venue;
pub mod version;

pub use error::{Constraint, Invalid, StoreError};
