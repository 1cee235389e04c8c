//! The contract of the persistence ports on throw-away databases, and what is Postgres's own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audit;
mod bell;
mod constraints;
mod errors;
mod failures;
mod fuzz;
mod idempotency;
mod jobs;
mod migrations;
mod outages;
mod plans;
mod proxy;
mod reads;
mod recorder;
mod runtimes;
mod schema;
mod support;
mod tls;

/// What every store must do.
mod contract {
    fasttrack_store_contract::store_contract!(crate::support::harness);
}
