//! Who looks without Redis: those who are given the same generation share one question to the store.

use std::{collections::BTreeSet, sync::Arc};

use fasttrack_domain::ports::{Cache as _, CacheGroup};
use fasttrack_redis::{Redis, RedisCache};
use fasttrack_test_support::redis::RedisServer;
use tokio::task::JoinSet;

use crate::support::{LONG, connect, hasty, until_it_answers, vacancy};

const GROUP: CacheGroup = CacheGroup::Events;

async fn cache_on(server: &RedisServer) -> (Redis, Arc<RedisCache>) {
    let redis = connect(hasty(server.url())).await;
    until_it_answers(&redis, true).await;
    let cache = Arc::new(RedisCache::new(&redis));
    (redis, cache)
}

/// The generations that a hundred are given who look at the same time.
async fn generations(cache: &Arc<RedisCache>, group: CacheGroup) -> BTreeSet<u64> {
    let mut looking = JoinSet::new();
    for _ in 0..100 {
        let cache = Arc::clone(cache);
        looking.spawn(async move { vacancy(&cache, group, "page").await.generation });
    }
    looking.join_all().await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_look_without_redis_share_a_question_until_something_is_forgotten() {
    for frozen in [true, false] {
        let server = RedisServer::own();
        let mut settings = hasty(server.url());
        settings.pause = LONG;
        let redis = connect(settings).await;
        until_it_answers(&redis, true).await;
        let cache = Arc::new(RedisCache::new(&redis));
        let with_redis = generations(&cache, GROUP).await;
        if frozen {
            server.freeze();
        } else {
            server.stop().await;
        }
        // Those who notice it, and those who come after them.
        let first = generations(&cache, GROUP).await;
        assert_eq!(first.len(), 1, "{first:?}");
        assert_eq!(generations(&cache, GROUP).await, first);
        assert_ne!(first, with_redis);

        let other = generations(&cache, CacheGroup::Venues).await;
        cache.invalidate(GROUP).await;
        let second = generations(&cache, GROUP).await;
        assert_eq!(second.len(), 1, "{second:?}");
        assert_ne!(second, first);
        assert_eq!(generations(&cache, CacheGroup::Venues).await, other);
        server.thaw();
    }
}

/// While Redis was there, others may have forgotten something.
#[tokio::test(flavor = "multi_thread")]
async fn no_question_is_shared_over_a_time_in_which_redis_was_there() {
    let server = RedisServer::own();
    let (redis, cache) = cache_on(&server).await;
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        server.freeze();
        let without = generations(&cache, GROUP).await;
        assert!(without.is_disjoint(&seen), "{without:?} and {seen:?}");
        seen.extend(without);
        server.thaw();
        until_it_answers(&redis, true).await;
    }
}

/// A group is forgotten even if nobody waits until it is.
#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_invalidation_without_redis_is_carried_out() {
    let server = RedisServer::own();
    let (_redis, cache) = cache_on(&server).await;
    server.freeze();
    let before = generations(&cache, GROUP).await;
    // Begun, and not waited for.
    let mut invalidation = cache.invalidate(GROUP);
    let _: std::task::Poll<()> = futures_util::poll!(&mut invalidation);
    drop(invalidation);
    assert!(generations(&cache, GROUP).await.is_disjoint(&before));
    server.thaw();
}
