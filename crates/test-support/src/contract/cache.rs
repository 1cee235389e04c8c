use std::time::{Duration, Instant};

use fasttrack_domain::ports::{Cache, CacheGroup, Lookup, Vacancy};

use super::Harness;

pub(super) const LONG: Duration = Duration::from_secs(600);

const EVENTS: CacheGroup = CacheGroup::Events;
const VENUES: CacheGroup = CacheGroup::Venues;

/// The empty place under a key.
pub(super) async fn vacancy(cache: &dyn Cache, group: CacheGroup, key: &str) -> Vacancy {
    match cache.get(group, key).await {
        Lookup::Miss(vacancy) => vacancy,
        hit @ Lookup::Hit(_) => panic!("nothing was put under {key:?}, and it gives {hit:?}"),
    }
}

async fn fill(cache: &dyn Cache, group: CacheGroup, key: &str, value: &[u8]) {
    let vacancy = vacancy(cache, group, key).await;
    cache.put(group, key, vacancy, value, LONG).await;
}

async fn value(cache: &dyn Cache, group: CacheGroup, key: &str) -> Option<Vec<u8>> {
    match cache.get(group, key).await {
        Lookup::Hit(value) => Some(value),
        Lookup::Miss(_) => None,
    }
}

pub(super) async fn what_is_put_is_given(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    let any_bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let long_key = "page ".repeat(1000);
    for (key, bytes) in [
        ("a", &b"value"[..]),
        ("", b"under no key"),
        ("empty", b""),
        ("generation", b"a key may say anything"),
        ("{a}:* \r\n\0 ü", b"really anything"),
        (&long_key, b"and be long"),
        ("bytes", &any_bytes),
    ] {
        fill(here, EVENTS, key, bytes).await;
        for cache in [here, there] {
            assert_eq!(value(cache, EVENTS, key).await.as_deref(), Some(bytes), "{key:?}");
        }
    }
}

pub(super) async fn an_empty_place_stays_the_same_until_an_invalidation(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    let mut seen = Vec::new();
    for round in 0..10 {
        let generation = vacancy(here, EVENTS, "a").await.generation;
        for cache in [here, there] {
            assert_eq!(vacancy(cache, EVENTS, "a").await.generation, generation);
        }
        assert!(!seen.contains(&generation), "{generation} comes again");
        seen.push(generation);
        harness.by_turns(round).cache.invalidate(EVENTS).await;
    }
}

pub(super) async fn a_later_value_takes_the_place(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    let (first, second) = (vacancy(here, EVENTS, "a").await, vacancy(there, EVENTS, "a").await);
    here.put(EVENTS, "a", first, b"longer than", LONG).await;
    there.put(EVENTS, "a", second, b"this", LONG).await;
    for cache in [here, there] {
        assert_eq!(value(cache, EVENTS, "a").await.as_deref(), Some(&b"this"[..]));
    }
}

pub(super) async fn keys_and_groups_are_independent(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    let long = "x".repeat(1000);
    let places = [(EVENTS, "a"), (EVENTS, "b"), (VENUES, "a"), (EVENTS, &long), (EVENTS, &long[1..])];
    for (i, (group, key)) in places.into_iter().enumerate() {
        fill(here, group, key, &i.to_be_bytes()).await;
    }
    for (i, (group, key)) in places.into_iter().enumerate() {
        assert_eq!(value(there, group, key).await.as_deref(), Some(&i.to_be_bytes()[..]), "{key}");
    }
}

pub(super) async fn an_invalidation_forgets_the_group(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    for (group, other) in [(EVENTS, VENUES), (VENUES, EVENTS)] {
        for group in CacheGroup::ALL {
            for key in ["a", "b"] {
                if value(here, group, key).await.is_none() {
                    fill(here, group, key, b"old").await;
                }
            }
        }
        here.invalidate(group).await;
        for cache in [here, there] {
            for key in ["a", "b"] {
                assert_eq!(value(cache, group, key).await, None);
                assert_eq!(value(cache, other, key).await.as_deref(), Some(&b"old"[..]));
            }
        }
        // And is filled anew.
        fill(there, group, "a", b"new").await;
        assert_eq!(value(here, group, "a").await.as_deref(), Some(&b"new"[..]));
        here.invalidate(group).await;
    }
}

pub(super) async fn a_fill_begun_before_an_invalidation_is_never_given(harness: &Harness) {
    let (here, there) = (&*harness.here.cache, &*harness.there.cache);
    for (filling, forgetting) in [(here, here), (here, there), (there, here)] {
        let before = vacancy(filling, EVENTS, "a").await;
        forgetting.invalidate(EVENTS).await;
        filling.put(EVENTS, "a", before, b"from before", LONG).await;
        for cache in [here, there] {
            assert_eq!(value(cache, EVENTS, "a").await, None);
        }
        // Nor after any number of further ones.
        for _ in 0..3 {
            forgetting.invalidate(EVENTS).await;
            filling.put(EVENTS, "a", before, b"from before", LONG).await;
            assert_eq!(value(here, EVENTS, "a").await, None);
        }
    }
}

pub(super) async fn what_is_too_old_already_is_not_put(harness: &Harness) {
    let cache = &*harness.here.cache;
    let ttl = Duration::from_secs(5);
    let found = vacancy(cache, EVENTS, "a").await;
    for age in [ttl, ttl * 2] {
        let old = Vacancy { since: Instant::now().checked_sub(age).unwrap(), ..found };
        cache.put(EVENTS, "a", old, b"old", ttl).await;
        assert_eq!(value(cache, EVENTS, "a").await, None);
    }
    cache.put(EVENTS, "a", found, b"no time at all", Duration::ZERO).await;
    assert_eq!(value(cache, EVENTS, "a").await, None);
}

pub(super) async fn the_time_to_live_counts_from_the_vacancy(harness: &Harness) {
    let cache = &*harness.here.cache;
    // Found long ago, so that little of a long life is left.
    let (age, ttl) = (LONG, LONG + Duration::from_millis(300));
    let found = vacancy(cache, EVENTS, "a").await;
    let since = Instant::now().checked_sub(age).unwrap();
    cache.put(EVENTS, "a", Vacancy { since, ..found }, b"old soon", ttl).await;
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut given = 0;
    while value(cache, EVENTS, "a").await.is_some() {
        given += 1;
        assert!(Instant::now() < deadline, "it is still given");
        tokio::task::yield_now().await;
    }
    assert!(given > 0, "it was never given");
    // A long life is one that lasts.
    fill(cache, EVENTS, "b", b"young").await;
    let found = vacancy(cache, EVENTS, "c").await;
    cache.put(EVENTS, "c", found, b"for ever", Duration::MAX).await;
    for key in ["b", "c"] {
        assert!(value(cache, EVENTS, key).await.is_some(), "{key}");
    }
}
