//! The servers that a test has to itself: they can be stopped and frozen, and they end.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says what it means by panicking, in its helpers too"
)]

mod ending;
mod postgres;
mod redis;
