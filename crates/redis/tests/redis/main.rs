//! The contract of what processes share, on a throw-away Redis, and what happens without it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod alone;
mod bus;
mod cache;
mod failures;
mod figures;
mod flapping;
mod limiter;
mod recorder;
mod rights;
mod settings;
mod support;
mod tls;

/// What every cache, bus and rate limiter must do.
mod contract {
    fasttrack_test_support::shared_contract!(crate::support::harness);
}
