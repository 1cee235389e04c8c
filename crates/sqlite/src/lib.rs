//! The persistence ports on SQLite: the embedded default, for one process.
//!
//! [`SqliteStore`] implements [`Store`](fasttrack_domain::ports::Store) and every query port.
//! Writes go one unit of work at a time through one connection, each in a `BEGIN IMMEDIATE`
//! transaction, so that it holds the write lock from its first statement and never has to give up
//! half-way. Reads run beside it on a pool of read-only connections (write-ahead log).
//!
//! Where what is:
//! - [`settings`], [`migrations`]: what the binary sees besides the store.
//! - `connection`, `pool`: how a connection is set up, lent and taken back.
//! - `users`, `sessions`, `venues`, `events`, `registrations`, `jobs`, `imports`,
//!   `attachments`, `forecasts`, `idempotency`, `audit`, `api_keys`: one folder an entity,
//!   each with its row, its repository (on the open transaction, `unit`) and its queries (on the pool of readers).
//! - `errors`: the one place that knows SQLite's messages.
#![warn(missing_docs)]

#[cfg(all(feature = "planted", not(debug_assertions)))]
compile_error!("`planted` is a hole on purpose: no release is built with it");

mod api_keys;
mod attachments;
mod audit;
mod columns;
mod connection;
mod errors;
mod events;
mod forecasts;
mod idempotency;
mod imports;
mod jobs;
mod keyset;
pub mod migrations;
mod pool;
mod registrations;
mod schema;
mod search;
mod sessions;
pub mod settings;
mod store;
mod unit;
mod users;
mod venues;

pub use migrations::{MigrationError, Migrations};
pub use settings::{OpenError, SqliteSettings};
pub use store::SqliteStore;
