//! What is Redis's own in the cache.

use std::time::Duration;

use fasttrack_domain::ports::{Cache as _, CacheGroup};
use fasttrack_redis::RedisCache;
use fasttrack_test_support::redis::{RedisServer, namespace};

use crate::support::{LONG, command, connect, fill, hasty, patient, until_it_answers, vacancy, value};

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

/// What is sent to a frozen Redis waits in front of it, and is carried out when it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_redis_gets_late_ends_when_it_would_have_ended() {
    const TTL: Duration = Duration::from_millis(500);
    let server = RedisServer::own();
    let mut settings = hasty(server.url());
    // It does not come back, and so makes nobody forget.
    (settings.namespace, settings.pause) = ("ns".to_owned(), LONG);
    let here = connect(settings).await;
    let there = RedisCache::new(&connect(patient(server.url(), "ns")).await);
    until_it_answers(&here, true).await;
    let here = RedisCache::new(&here);
    let vacancy = vacancy(&here, GROUP, "page").await;
    server.freeze();
    here.put(GROUP, "page", vacancy, b"from before", TTL).await;
    tokio::time::sleep(TTL.saturating_sub(vacancy.since.elapsed())).await;
    server.thaw();
    assert_eq!(value(&there, GROUP, "page").await, None);
    let kept: Option<Vec<u8>> = command(server.url(), &["GET", "ns:cache:events:name:page"]).await;
    assert_eq!(kept, None);
}

/// By Redis's clock, as it was when somebody looked.
#[tokio::test]
async fn a_value_ends_when_its_time_is_over() {
    let server = RedisServer::own();
    let cache = RedisCache::new(&connect(patient(server.url(), "ns")).await);
    let before = now_at(&server).await;
    let found = vacancy(&cache, GROUP, "page").await;
    let after = now_at(&server).await;
    // Time passes, and others look.
    tokio::time::sleep(Duration::from_millis(50)).await;
    for later in ["another", "and another"] {
        let _: fasttrack_domain::ports::Vacancy = vacancy(&cache, GROUP, later).await;
    }
    cache.put(GROUP, "page", found, b"kept", LONG).await;
    let ends: u64 = command(server.url(), &["PEXPIRETIME", "ns:cache:events:name:page"]).await;
    let ends = Duration::from_millis(ends);
    assert!(ends <= after + LONG, "{ends:?} is later than {after:?} and ten minutes");
    // Earlier by what an answer takes, at the most: that is not much, and never the whole time.
    assert!(ends >= before + LONG - Duration::from_secs(10), "{ends:?} is earlier than {before:?}");
}

/// What Redis's clock shows.
async fn now_at(server: &RedisServer) -> Duration {
    let (seconds, micros): (u64, u64) = command(server.url(), &["TIME"]).await;
    Duration::from_secs(seconds) + Duration::from_micros(micros)
}
