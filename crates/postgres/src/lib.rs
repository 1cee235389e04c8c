//! The persistence ports on Postgres: any number of processes on one database.
//!
//! [`PostgresStore`] implements [`Store`](fasttrack_domain::ports::Store) and every query port.
//! A unit of work is a READ COMMITTED transaction that locks the rows which its decisions rest on:
//!
//! - An event is locked by its row in `event_counters`, and by nothing else: whoever writes anything
//!   of an event takes that lock first, several of them in the order of their identifiers.
//! - Whoever decides by the seats of a venue shares a lock on it, taken before that of the event;
//!   whoever changes the venue takes it alone.
//! - A lock is taken by a statement of its own. The statements after it see what the unit that held
//!   it before has committed; a statement that locks and reads at once may see what was before.
//!
//! Where what is:
//! - [`settings`], [`migrations`]: what the binary sees besides the store.
//! - `connection`: how a connection is set up. Reads of one statement share a few of them (`reader`),
//!   each unit of work has one to itself (`pool`), and `health` is what they know of the server.
//! - `answer`, `errors`: how long a statement may take, and what its errors mean.
//! - `users`, `sessions`, `venues`, `events`, `registrations`, `jobs`, `imports`,
//!   `attachments`, `forecasts`, `idempotency`, `audit`, `api_keys`: one folder an entity,
//!   each with its row, its repository (on the open transaction, `unit`) and its queries.
#![warn(missing_docs)]

mod answer;
mod api_keys;
mod attachments;
mod audit;
mod columns;
mod connection;
#[doc(hidden)]
pub mod errors;
mod events;
mod forecasts;
mod health;
mod idempotency;
mod imports;
mod jobs;
mod keyset;
pub mod migrations;
mod pool;
mod reader;
mod registrations;
mod schema;
mod search;
mod sessions;
pub mod settings;
mod store;
mod tls;
mod unit;
mod users;
mod venues;

pub use migrations::{MigrationError, Migrations};
pub use settings::{OpenError, PostgresSettings};
pub use store::PostgresStore;
