//! The contract of the persistence ports on temporary files, and what is SQLite's own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attachments;
mod audit;
mod corrupt;
mod files;
mod fuzz;
mod jobs;
mod locks;
mod migrations;
mod plans;
mod recorder;
mod registrations;
mod runtimes;
mod statements;
mod support;
mod tables;

/// What every store must do.
mod contract {
    fasttrack_store_contract::store_contract!(crate::support::harness);
}
