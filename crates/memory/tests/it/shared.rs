//! What processes share, where there is only one.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use fasttrack_domain::ports::{Cache as _, CacheGroup, Decision, Lookup, Quota, RateLimiter as _};
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

const GROUP: CacheGroup = CacheGroup::Events;

/// How many of so many entries are kept, of which each weighs a bit more than a kilobyte.
async fn kept_of(cache: &MemoryCache, entries: usize) -> usize {
    for i in 0..entries {
        let key = i.to_string();
        if let Lookup::Miss(vacancy) = cache.get(GROUP, &key).await {
            cache.put(GROUP, &key, vacancy, &[0; 1024], Duration::from_secs(600)).await;
        }
    }
    let mut kept = 0;
    for i in 0..entries {
        kept += usize::from(matches!(cache.get(GROUP, &i.to_string()).await, Lookup::Hit(_)));
    }
    kept
}

#[tokio::test]
async fn a_cache_keeps_no_more_than_its_bytes() {
    let cache = MemoryCache::new(100 * 1024);
    let kept = kept_of(&cache, 5000).await;
    // It counts entries as they come, and makes room soon after.
    assert!(kept > 10 && kept < 1000, "{kept}");
    // What is longer than all of it is not kept at all.
    let Lookup::Miss(vacancy) = cache.get(GROUP, "huge").await else { panic!("nothing is there") };
    cache.put(GROUP, "huge", vacancy, &[0; 200 * 1024], Duration::from_secs(600)).await;
    kept_of(&cache, 100).await;
    assert!(matches!(cache.get(GROUP, "huge").await, Lookup::Miss(_)));
}

fn quota(burst: u32, window: Duration) -> Quota {
    Quota { burst: NonZeroU32::new(burst).unwrap(), window }
}

#[tokio::test]
async fn a_limiter_remembers_who_lacks_something_as_long_as_it_can() {
    let limiter = MemoryRateLimiter::new(800);
    // Everybody has all of it again a millisecond later; but for one who is still waiting.
    let (soon, late) = (quota(1, Duration::from_millis(1)), quota(1, Duration::from_secs(3600)));
    assert!(matches!(limiter.check("ada", late).await, Decision::Allowed { .. }));
    for i in 0..20_000 {
        limiter.check(&i.to_string(), soon).await;
        assert!(limiter.remembered() <= 1 + 900, "{}", limiter.remembered());
    }
    assert!(matches!(limiter.check("ada", late).await, Decision::Refused { .. }));
}

#[tokio::test]
async fn a_limiter_forgets_all_rather_than_grow() {
    let limiter = MemoryRateLimiter::new(800);
    let late = quota(1, Duration::from_secs(3600));
    for i in 0..20_000 {
        let decision = limiter.check(&i.to_string(), late).await;
        assert!(matches!(decision, Decision::Allowed { .. }), "{decision:?}");
        assert!(limiter.remembered() <= 900, "{}", limiter.remembered());
    }
}

#[tokio::test]
async fn quotas_of_any_size_are_decided() {
    let limiter = MemoryRateLimiter::default();
    for (i, quota) in [
        quota(1, Duration::from_millis(1)),
        quota(u32::MAX, Duration::from_secs(u64::from(u32::MAX))),
        quota(1, Duration::MAX),
        quota(u32::MAX, Duration::MAX),
        quota(7, Duration::from_nanos(7_000_001)),
        quota(7, Duration::ZERO),
    ]
    .into_iter()
    .enumerate()
    {
        let decision = limiter.check(&i.to_string(), quota).await;
        let left = quota.burst.get() - 1;
        assert!(matches!(decision, Decision::Allowed { remaining, .. } if remaining == left), "{decision:?}");
    }
}
