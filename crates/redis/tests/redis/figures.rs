//! What operators see.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use fasttrack_domain::ports::{Announcement, Bus as _, Cache as _, CacheGroup, Quota, RateLimiter as _};
use fasttrack_redis::{Redis, RedisBus, RedisCache, RedisLimiter, describe_metrics};
use fasttrack_test_support::redis::RedisServer;
use slog::{Drain, Logger, OwnedKVList, Record, o};

use crate::{
    recorder::Figures,
    support::{Alone, connect, fill, hasty, patient, two, until, until_it_answers, value},
};

const GROUP: CacheGroup = CacheGroup::Events;

#[tokio::test]
async fn look_ups_are_counted_by_their_result() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let server = RedisServer::own();
    let redis = connect(hasty(server.url())).await;
    let cache = RedisCache::new(&redis);
    until_it_answers(&redis, true).await;
    fill(&cache, GROUP, "a", b"value").await;
    for _ in 0..3 {
        value(&cache, GROUP, "a").await.unwrap();
    }
    server.stop().await;
    until_it_answers(&redis, false).await;
    for _ in 0..5 {
        assert_eq!(value(&cache, GROUP, "a").await, None);
    }
    for (result, times) in [("hit", 3), ("miss", 1), ("away", 5)] {
        let counter = format!(r#"fasttrack_cache_requests_total{{cache="shared",result="{result}"}}"#);
        assert_eq!(figures.of(&counter), times, "{result}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_counted() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let server = RedisServer::own();
    let redis = connect(hasty(server.url())).await;
    let (cache, bus) = (RedisCache::new(&redis), RedisBus::start(&redis).await);
    let alone = Arc::new(Alone::default());
    let limiter = RedisLimiter::new(&redis, alone.clone());
    let quota = Quota { burst: NonZeroU32::MIN, window: Duration::from_secs(1) };
    let failures = |operation: &str| {
        figures.of(&format!(r#"fasttrack_redis_failures_total{{operation="{operation}"}}"#))
    };

    server.freeze();
    let mut until_now = 0;
    for operation in ["get", "invalidate", "limit", "publish"] {
        server.thaw();
        until_it_answers(&redis, true).await;
        server.freeze();
        match operation {
            "get" => drop(value(&cache, GROUP, "a").await),
            "invalidate" => cache.invalidate(GROUP).await,
            "limit" => drop(limiter.check("ada", quota).await),
            _ => bus.publish(Announcement::EventsChanged),
        }
        until(operation, || failures(operation) > 0).await;
        until_now += failures(operation);
    }
    assert_eq!(until_now, 4);
    assert_eq!(figures.of("fasttrack_rate_limit_fallback_total"), 1);
    assert_eq!(alone.asked(), 1);
    until("it tries to come back", || failures("connect") > 0).await;
    until("the bus tries to come back", || failures("subscribe") > 0).await;

    // The one that met the frozen Redis, and those that are announced now.
    until("the lost announcement is counted", || figures.of("fasttrack_bus_local_only_total") == 1).await;
    for _ in 0..3 {
        bus.publish(Announcement::EventsChanged);
    }
    until("they are counted", || figures.of("fasttrack_bus_local_only_total") == 4).await;

    describe_metrics();
    for name in figures.names() {
        assert!(figures.description(&name).is_some(), "{name} means nothing");
    }
    assert_eq!(figures.names().len(), 4);
}

/// With nobody sending meanwhile: this runtime has one thread, and the test has it.
#[tokio::test]
async fn announcements_for_which_there_is_no_room_are_counted() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let mut settings = patient(RedisServer::shared().url(), &fasttrack_test_support::redis::namespace());
    settings.bus_queue = 10;
    let bus = RedisBus::start(&connect(settings).await).await;
    for _ in 0..15 {
        bus.publish(Announcement::EventsChanged);
    }
    assert_eq!(figures.of("fasttrack_bus_local_only_total"), 5);
}

#[tokio::test]
async fn nothing_is_counted_as_wrong_while_all_is_well() {
    let figures = Figures::default();
    let _counting = metrics::set_default_local_recorder(&figures);
    let [redis, _] = two().await;
    let cache = RedisCache::new(&redis);
    fill(&cache, GROUP, "a", b"value").await;
    cache.invalidate(GROUP).await;
    assert_eq!(figures.names(), ["fasttrack_cache_requests_total"]);
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Drain for Lines {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), slog::Never> {
        self.0.lock().unwrap().push(record.msg().to_string());
        Ok(())
    }
}

/// Once, not with every request.
#[tokio::test]
async fn that_it_goes_and_that_it_is_back_is_logged() {
    let server = RedisServer::own();
    let lines = Lines::default();
    let log = Logger::root(lines.clone(), o!());
    let redis = Redis::connect(hasty(server.url()), &log).await.unwrap();
    let cache = RedisCache::new(&redis);
    until_it_answers(&redis, true).await;
    lines.0.lock().unwrap().clear();
    server.stop().await;
    for _ in 0..50 {
        assert_eq!(value(&cache, GROUP, "a").await, None);
    }
    server.start().await;
    until_it_answers(&redis, true).await;
    assert_eq!(*lines.0.lock().unwrap(), ["Redis does not answer: going on without it", "Redis answers"]);
}
