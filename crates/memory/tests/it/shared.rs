//! What processes share, where there is only one.

use std::sync::Arc;

use fasttrack_memory::{MemoryBus, MemoryCache, MemoryRateLimiter};
use fasttrack_test_support::contract::{Harness, Process};

#[expect(clippy::unused_async, reason = "the harness of an adapter with a server waits for it")]
pub async fn harness() -> Harness {
    let here = Process {
        cache: Arc::new(MemoryCache::default()),
        bus: Arc::new(MemoryBus::new()),
        limiter: Arc::new(MemoryRateLimiter::default()),
    };
    Harness { there: here.clone(), here, keep: Arc::new(()) }
}

/// What every cache, bus and rate limiter must do.
mod contract {
    fasttrack_test_support::shared_contract!(crate::shared::harness);
}
