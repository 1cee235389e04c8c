//! What those who use Redis notice when it is stopped, frozen, slow, full or back with old memories.

use std::{
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use fasttrack_domain::{
    id::Id,
    ports::{
        Announcement, Bus as _, Cache as _, CacheGroup, Decision, Dependency as _, Lookup, Quota,
        RateLimiter as _,
    },
};
use fasttrack_redis::{Redis, RedisBus, RedisCache, RedisLimiter};
use fasttrack_test_support::{proxy::FaultProxy, redis::RedisServer, unique_id};
use tokio::task::JoinSet;

use crate::support::{
    Alone, Ear, LONG, command, connect, fill, hasty, until, until_it_answers, vacancy, value,
};

const GROUP: CacheGroup = CacheGroup::Events;
const QUOTA: Quota = Quota { burst: NonZeroU32::new(1000).unwrap(), window: Duration::from_secs(3600) };

/// Longer than it is by default, so that one is told from two on a busy machine, too.
const TIMEOUT: Duration = Duration::from_millis(400);

/// One time-out, and what a busy machine adds to it.
const LESS_THAN_TWO: Duration = Duration::from_millis(750);

/// Everything that a request may ask of Redis.
#[derive(Clone)]
struct Services {
    redis: Redis,
    cache: Arc<RedisCache>,
    bus: Arc<RedisBus>,
    limiter: Arc<RedisLimiter>,
    alone: Arc<Alone>,
}

impl Services {
    async fn on(url: &str) -> Self {
        let mut settings = hasty(url);
        settings.response_timeout = TIMEOUT;
        let redis = connect(settings).await;
        until_it_answers(&redis, true).await;
        let bus = RedisBus::start(&redis).await;
        let alone = Arc::new(Alone::default());
        Self {
            cache: Arc::new(RedisCache::new(&redis)),
            bus: Arc::new(bus),
            limiter: Arc::new(RedisLimiter::new(&redis, alone.clone())),
            redis,
            alone,
        }
    }

    /// A request that asks for everything.
    async fn request(&self) -> Decision {
        let decision = self.limiter.check("ada", QUOTA).await;
        if let Lookup::Miss(vacancy) = self.cache.get(GROUP, "page").await {
            self.cache.put(GROUP, "page", vacancy, b"page", LONG).await;
        }
        self.cache.invalidate(CacheGroup::Venues).await;
        self.bus.publish(Announcement::EventsChanged);
        decision
    }

    /// Requests while Redis does not answer: those that are there when it stops to take one time-out
    /// at the most, and those after them none.
    async fn are_served_without(&self) {
        let mut requests = JoinSet::new();
        for _ in 0..50 {
            let services = self.clone();
            requests.spawn(async move {
                let started = Instant::now();
                services.request().await;
                started.elapsed()
            });
        }
        let longest = requests.join_all().await.into_iter().max().unwrap();
        assert!(longest < LESS_THAN_TWO, "{longest:?}");

        assert!(!self.redis.answers().await);
        let (started, asked) = (Instant::now(), self.alone.asked());
        for _ in 0..500 {
            let decision = self.request().await;
            assert_eq!(decision, Decision::Refused { retry_after: Alone::RETRY_AFTER });
        }
        assert_eq!(self.alone.asked(), asked + 500);
        assert!(started.elapsed() < LESS_THAN_TWO, "{:?} for 500 requests", started.elapsed());
    }

    /// Redis is back, and everything as ever.
    async fn are_served_with(&self) {
        until_it_answers(&self.redis, true).await;
        assert!(matches!(self.limiter.check("ada", QUOTA).await, Decision::Allowed { .. }));
        self.cache.invalidate(GROUP).await;
        fill(&self.cache, GROUP, "page", b"new").await;
        assert_eq!(value(&self.cache, GROUP, "page").await.unwrap(), b"new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_redis_costs_nothing_and_comes_back() {
    let server = RedisServer::own();
    let services = Services::on(server.url()).await;
    for _ in 0..3 {
        services.are_served_with().await;
        server.stop().await;
        services.are_served_without().await;
        server.start().await;
    }
    services.are_served_with().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_redis_costs_one_timeout_and_comes_back() {
    let server = RedisServer::own();
    let services = Services::on(server.url()).await;
    for _ in 0..3 {
        services.are_served_with().await;
        server.freeze();
        services.are_served_without().await;
        server.thaw();
    }
    services.are_served_with().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_redis_costs_one_timeout_and_comes_back() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let services = Services::on(proxy.url()).await;
    for _ in 0..3 {
        services.are_served_with().await;
        proxy.latency(Duration::from_millis(500));
        services.are_served_without().await;
        proxy.heal().await;
    }
    services.are_served_with().await;
}

/// As when a cable is pulled: nobody says that the connection is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_silent_line_costs_one_timeout_and_comes_back() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let services = Services::on(proxy.url()).await;
    for _ in 0..3 {
        services.are_served_with().await;
        proxy.black_hole();
        services.are_served_without().await;
        proxy.heal().await;
    }
    services.are_served_with().await;
}

/// More at once than there are connections for: that is no reason to give Redis up, and with it all
/// that is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_before_the_rate_limits_is_no_failure() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let mut settings = hasty(proxy.url());
    (settings.pool_size, settings.response_timeout) = (1, TIMEOUT);
    let redis = connect(settings).await;
    until_it_answers(&redis, true).await;
    let (cache, alone) = (RedisCache::new(&redis), Arc::new(Alone::default()));
    fill(&cache, GROUP, "page", b"kept").await;
    let limiter = Arc::new(RedisLimiter::new(&redis, alone.clone()));
    limiter.check("ada", QUOTA).await;
    // Each check takes long enough that not all can have their turn.
    proxy.latency(Duration::from_millis(20));
    let mut crowd = JoinSet::new();
    for _ in 0..50 {
        let limiter = Arc::clone(&limiter);
        crowd.spawn(async move { limiter.check("ada", QUOTA).await });
    }
    let decisions = crowd.join_all().await;
    let by_redis = decisions.iter().filter(|decision| matches!(decision, Decision::Allowed { .. })).count();
    assert!(by_redis > 0 && by_redis + alone.asked() == 50, "{by_redis} and {}", alone.asked());
    assert!(alone.asked() > 0);
    assert_eq!(value(&cache, GROUP, "page").await.unwrap(), b"kept");
}

/// It answers, and says no.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_redis_is_done_without() {
    let server = RedisServer::own();
    let services = Services::on(server.url()).await;
    () = command(server.url(), &["CONFIG", "SET", "maxmemory", "1"]).await;
    services.are_served_without().await;
    () = command(server.url(), &["CONFIG", "SET", "maxmemory", "0"]).await;
    services.are_served_with().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalidation_that_got_lost_is_made_up_for() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let (here, there) = (Services::on(proxy.url()).await, Services::on(server.url()).await);
    for group in CacheGroup::ALL {
        fill(&here.cache, group, "page", b"old").await;
        assert_eq!(value(&there.cache, group, "page").await.unwrap(), b"old");

        proxy.black_hole();
        let first = generation_after_invalidation(&here, group).await;
        let second = generation_after_invalidation(&here, group).await;
        assert_ne!(first, second);
        // The other one cannot know.
        assert_eq!(value(&there.cache, group, "page").await.unwrap(), b"old");
        proxy.heal().await;
        // From the first moment on.
        let deadline = Instant::now() + Duration::from_secs(20);
        while !here.redis.answers().await {
            assert_eq!(value(&here.cache, group, "page").await, None);
            assert!(Instant::now() < deadline, "it does not come back");
        }
        for services in [&here, &there] {
            assert_eq!(value(&services.cache, group, "page").await, None);
        }
    }
}

/// Forgets, and tells the generation from then on.
async fn generation_after_invalidation(services: &Services, group: CacheGroup) -> u64 {
    services.cache.invalidate(group).await;
    vacancy(&services.cache, group, "page").await.generation
}

/// What was looked up without Redis is not put into it.
#[tokio::test(flavor = "multi_thread")]
async fn a_fill_begun_without_redis_is_not_put() {
    let server = RedisServer::own();
    let services = Services::on(server.url()).await;
    server.freeze();
    let without = vacancy(&services.cache, GROUP, "page").await;
    server.thaw();
    until_it_answers(&services.redis, true).await;
    services.cache.put(GROUP, "page", without, b"from before", LONG).await;
    assert_eq!(value(&services.cache, GROUP, "page").await, None);
    let keys: Vec<String> = command(server.url(), &["KEYS", "*:name:*"]).await;
    assert_eq!(keys, Vec::<String>::new());
}

/// As from a snapshot, or from a replica that was behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_with_old_memories_is_not_believed() {
    let server = RedisServer::own();
    let services = Services::on(server.url()).await;
    fill(&services.cache, GROUP, "page", b"old").await;
    () = command(server.url(), &["SAVE"]).await;
    services.cache.invalidate(GROUP).await;
    server.stop().await;
    server.start().await;
    let kept: Option<Vec<u8>> = command(server.url(), &["GET", "fasttrack:cache:events:name:page"]).await;
    assert!(kept.is_some_and(|kept| kept.starts_with(b"old")), "the server knows nothing any more");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !services.redis.answers().await {
        assert_eq!(value(&services.cache, GROUP, "page").await, None);
        assert!(Instant::now() < deadline, "it does not come back");
    }
    assert_eq!(value(&services.cache, GROUP, "page").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_go_on_here_and_others_hear_that_they_missed_some() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let (here, there) = (Services::on(server.url()).await, Services::on(proxy.url()).await);
    let (near, far) = (Ear::on(&here.bus), Ear::on(&there.bus));
    for round in 0..4 {
        let (missed, connections) = ((near.missed(), far.missed()), proxy.seen());
        let frozen = round % 2 == 0;
        if frozen {
            server.freeze();
        } else {
            server.stop().await;
        }
        // The first one meets a connection that looks good; the second one none.
        for _ in 0..2 {
            let lost = Announcement::EventChanged(Id::new(unique_id()));
            here.bus.publish(lost);
            assert!(near.heard(lost));
            here.cache.invalidate(GROUP).await;
        }
        // Nobody there asks for anything: it is the bus that connects again.
        until("the other gave up its connection", || proxy.seen() > connections).await;
        if frozen {
            server.thaw();
        } else {
            server.start().await;
        }
        let told = || near.missed() > missed.0 && far.missed() > missed.1;
        until("both know that they missed something", told).await;
        until_it_answers(&here.redis, true).await;
        let found = Announcement::EventChanged(Id::new(unique_id()));
        here.bus.publish(found);
        assert!(near.heard(found));
        until("the other hears again", || far.heard(found)).await;
    }
}
