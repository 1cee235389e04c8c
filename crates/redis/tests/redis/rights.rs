//! A user of Redis who may not do everything.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use fasttrack_domain::{
    id::Id,
    ports::{Announcement, Bus as _, CacheGroup, Decision, Dependency as _, Quota, RateLimiter as _},
};
use fasttrack_redis::{Redis, RedisBus, RedisCache, RedisLimiter, RedisSettings};
use fasttrack_test_support::{redis::RedisServer, unique_id};
use slog::{Drain, Logger, Never, OwnedKVList, Record, o};

use crate::support::{Alone, Ear, command, connect, fill, patient, until, until_it_answers, value};

const GROUP: CacheGroup = CacheGroup::Events;

/// All that a process needs, as the operators' manual says it. The keys and the channel are those of
/// the namespace.
const RIGHTS: &str = "on >hunter2 ~ns:* resetchannels &ns:bus -@all +ping +select +unwatch +time \
                      +mget +get +set +publish +subscribe +evalsha +script|load";

async fn set_user(server: &RedisServer, rights: &str) {
    let words: Vec<_> = ["ACL", "SETUSER", "fasttrack"].into_iter().chain(rights.split(' ')).collect();
    () = command(server.url(), &words).await;
}

fn as_user(server: &RedisServer) -> RedisSettings {
    // Another database than the first: that takes a right, too.
    patient(&format!("{}/1", server.url().replace("redis://", "redis://fasttrack:hunter2@")), "ns")
}

/// How many connections were made to it.
async fn made(server: &RedisServer) -> u64 {
    figure(server, "stats", "total_connections_received:").await
}

/// How often it let nobody listen.
async fn refused(server: &RedisServer) -> u64 {
    figure(server, "commandstats", "cmdstat_subscribe:calls=0,usec=0,usec_per_call=0.00,rejected_calls=")
        .await
}

async fn figure(server: &RedisServer, section: &str, before: &str) -> u64 {
    let info: String = command(server.url(), &["INFO", section]).await;
    let rest = info.lines().find_map(|line| line.strip_prefix(before)).unwrap_or("0");
    rest.split(',').next().unwrap().parse().unwrap()
}

fn an_announcement() -> Announcement {
    Announcement::EventChanged(Id::new(unique_id()))
}

#[tokio::test]
async fn the_rights_that_are_documented_are_enough() {
    let server = RedisServer::own();
    set_user(&server, RIGHTS).await;
    let [here, there] = [connect(as_user(&server)).await, connect(as_user(&server)).await];
    let [bus, far] = [RedisBus::start(&here).await, RedisBus::start(&there).await];
    let (cache, ear, alone) = (RedisCache::new(&here), Ear::on(&far), Arc::new(Alone::default()));
    let limiter = RedisLimiter::new(&here, alone.clone());
    let quota = Quota { burst: 1000.try_into().unwrap(), window: Duration::from_secs(3600) };
    let mut connections = 0;
    for round in 0..3 {
        assert!(here.answers().await, "after {round} rounds");
        fill(&cache, GROUP, &round.to_string(), b"kept").await;
        assert_eq!(value(&cache, GROUP, &round.to_string()).await.unwrap(), b"kept");
        assert!(matches!(limiter.check("ada", quota).await, Decision::Allowed { remaining: 999, .. }));
        limiter.forget("ada", quota).await;
        let announcement = an_announcement();
        bus.publish(announcement);
        until("the other hears it", || ear.heard(announcement)).await;
        // One more is that of the question itself: none is thrown away for a right that is missing.
        let before = std::mem::replace(&mut connections, made(&server).await);
        assert!(round == 0 || connections == before + 1, "{connections} after {before}");
    }
    assert_eq!(alone.asked(), 0);
}

/// As a user is made by default: without channels.
#[tokio::test]
async fn without_a_channel_the_cache_is_used_and_somebody_is_told() {
    let server = RedisServer::own();
    set_user(&server, &RIGHTS.replace("&ns:bus ", "")).await;
    let lines = Arc::<Lines>::default();
    let log = Logger::root(Arc::clone(&lines).fuse(), o!());
    let redis = Redis::connect(as_user(&server), &log).await.unwrap();
    assert!(redis.answers().await, "before there is a bus, nobody wants to hear anything");
    let (bus, cache) = (RedisBus::start(&redis).await, RedisCache::new(&redis));
    assert!(!redis.answers().await);

    fill(&cache, GROUP, "page", b"kept").await;
    for _ in 0..3 {
        bus.publish(an_announcement());
        bus.flush().await;
        assert_eq!(value(&cache, GROUP, "page").await.unwrap(), b"kept");
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    while refused(&server).await < 4 {
        assert!(Instant::now() < deadline, "it does not try again");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(lines.of("Redis does not let us tell other processes anything"), 1);
    assert_eq!(lines.of("other processes are not heard"), 1);
    assert_eq!(lines.of("Redis does not answer: going on without it"), 0);

    // Somebody mends it, and nobody starts again.
    set_user(&server, RIGHTS).await;
    until_it_answers(&redis, true).await;
    assert_eq!(lines.of("other processes are not heard"), 1);
    assert_eq!(lines.of("other processes are heard again"), 1);
    let other = RedisBus::start(&connect(as_user(&server)).await).await;
    let (ear, announcement) = (Ear::on(&other), an_announcement());
    bus.publish(announcement);
    until("the other hears it", || ear.heard(announcement)).await;
}

#[tokio::test]
async fn a_bus_that_is_gone_need_not_hear() {
    let server = RedisServer::own();
    set_user(&server, &RIGHTS.replace("&ns:bus ", "")).await;
    let redis = connect(as_user(&server)).await;
    let bus = RedisBus::start(&redis).await;
    assert!(!redis.answers().await);
    drop(bus);
    until_it_answers(&redis, true).await;
}

/// Remembers what was logged.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Lines {
    fn of(&self, message: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|line| *line == message).count()
    }
}

impl Drain for Lines {
    type Ok = ();
    type Err = Never;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), Never> {
        self.0.lock().unwrap().push(record.msg().to_string());
        Ok(())
    }
}
