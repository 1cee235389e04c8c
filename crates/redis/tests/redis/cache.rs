//! What is Redis's own in the cache.

use fasttrack_domain::ports::{Cache as _, CacheGroup};
use fasttrack_redis::RedisCache;
use fasttrack_test_support::redis::{RedisServer, namespace};

use crate::support::{LONG, command, connect, fill, patient, vacancy, value};

const GROUP: CacheGroup = CacheGroup::Events;

#[tokio::test]
async fn a_value_that_is_too_long_is_not_kept() {
    let mut settings = patient(RedisServer::shared().url(), &namespace());
    settings.max_value_bytes = 1000;
    let cache = RedisCache::new(&connect(settings).await);
    fill(&cache, GROUP, "longest", &[1; 1000]).await;
    fill(&cache, GROUP, "too long", &[1; 1001]).await;
    assert_eq!(value(&cache, GROUP, "longest").await, Some(vec![1; 1000]));
    assert_eq!(value(&cache, GROUP, "too long").await, None);
}

#[tokio::test]
async fn installations_keep_out_of_each_others_way() {
    let url = RedisServer::shared().url();
    let one = RedisCache::new(&connect(patient(url, &namespace())).await);
    let other = RedisCache::new(&connect(patient(url, &namespace())).await);
    fill(&one, GROUP, "a", b"one").await;
    fill(&other, GROUP, "a", b"other").await;
    assert_eq!(value(&one, GROUP, "a").await.unwrap(), b"one");
    one.invalidate(GROUP).await;
    assert_eq!(value(&one, GROUP, "a").await, None);
    assert_eq!(value(&other, GROUP, "a").await.unwrap(), b"other");
}

/// Otherwise an old fill could come back under a generation that is given out a second time.
#[tokio::test]
async fn a_redis_that_forgot_everything_gives_nothing_from_before() {
    let server = RedisServer::own();
    let [here, there] =
        [connect(patient(server.url(), "ns")).await, connect(patient(server.url(), "ns")).await];
    let [here, there] = [RedisCache::new(&here), RedisCache::new(&there)];
    for round in 0..20 {
        let key = round.to_string();
        () = command(server.url(), &["FLUSHALL"]).await;
        for _ in 0..round % 3 {
            there.invalidate(GROUP).await;
        }
        let before = vacancy(&here, GROUP, &key).await;
        () = command(server.url(), &["FLUSHALL"]).await;
        there.invalidate(GROUP).await;
        here.put(GROUP, &key, before, b"from before", LONG).await;
        assert_eq!(value(&here, GROUP, &key).await, None);
        () = command(server.url(), &["FLUSHALL"]).await;
        here.put(GROUP, &key, before, b"from before", LONG).await;
        assert_eq!(value(&here, GROUP, &key).await, None);
        // And works as ever.
        fill(&here, GROUP, &key, b"new").await;
        assert_eq!(value(&there, GROUP, &key).await.unwrap(), b"new");
    }
}

/// A group is forgotten even if nobody waits until it is.
#[tokio::test]
async fn an_abandoned_invalidation_is_carried_out() {
    let [here, there] = crate::support::two().await.map(|redis| RedisCache::new(&redis));
    for round in 0..50 {
        let key = round.to_string();
        fill(&there, GROUP, &key, b"old").await;
        let mut invalidation = here.invalidate(GROUP);
        // Begun, and not waited for.
        let _: std::task::Poll<()> = futures_util::poll!(&mut invalidation);
        drop(invalidation);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while value(&there, GROUP, &key).await.is_some() {
            assert!(std::time::Instant::now() < deadline, "it is still given");
        }
    }
}

/// What a person with `redis-cli` leaves there, or a version to come, is not a value.
#[tokio::test]
async fn foreign_values_are_no_values() {
    let server = RedisServer::own();
    let cache = RedisCache::new(&connect(patient(server.url(), "ns")).await);
    for foreign in ["", "x", "longer than a tag"] {
        () = command(server.url(), &["SET", "ns:cache:events:name:a", foreign]).await;
        assert_eq!(value(&cache, GROUP, "a").await, None);
    }
    fill(&cache, GROUP, "a", b"ours").await;
    assert_eq!(value(&cache, GROUP, "a").await.unwrap(), b"ours");
    // All that goes away by itself, but for the generations.
    fill(&cache, GROUP, &"long".repeat(1000), b"ours").await;
    let keys: Vec<String> = command(server.url(), &["KEYS", "*"]).await;
    assert_eq!(keys.len(), 4, "{keys:?}");
    for key in keys {
        let left: i64 = command(server.url(), &["PTTL", &key]).await;
        assert_eq!(left > 0, !key.ends_with(":generation"), "{key}");
        assert!(left <= 600_000, "{left}");
    }
}
