//! Processes that share a Redis.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_domain::ports::{
    Announcement, Bus, Cache, CacheGroup, Decision, Dependency as _, Listener, Lookup, News, Quota,
    RateLimiter, Vacancy,
};
use fasttrack_redis::{Redis, RedisBus, RedisCache, RedisLimiter, RedisSettings};
use fasttrack_test_support::{
    contract::{Harness, Process},
    redis::{RedisServer, namespace},
};
use slog::{Discard, Logger, o};

pub const LONG: Duration = Duration::from_secs(600);

/// How long anything may take that happens in the background.
const SOON: Duration = Duration::from_secs(20);

/// For tests in which Redis shall always answer: a busy machine is no reason to fail.
pub fn patient(url: &str, namespace: &str) -> RedisSettings {
    let mut settings = RedisSettings::new(url);
    settings.namespace = namespace.to_owned();
    settings.connect_timeout = Duration::from_secs(10);
    settings.response_timeout = Duration::from_secs(10);
    settings
}

/// For tests in which it shall not: as it is set by default, but soon back.
pub fn hasty(url: &str) -> RedisSettings {
    let mut settings = RedisSettings::new(url);
    settings.pause = Duration::from_millis(100);
    settings.bus_silence = Duration::from_millis(200);
    settings
}

pub fn log() -> Logger {
    Logger::root(Discard, o!())
}

pub async fn connect(settings: RedisSettings) -> Redis {
    Redis::connect(settings, &log()).await.unwrap()
}

/// Two that share a corner of the Redis of all tests.
pub async fn two() -> [Redis; 2] {
    let (url, namespace) = (RedisServer::shared().url(), namespace());
    [connect(patient(url, &namespace)).await, connect(patient(url, &namespace)).await]
}

pub async fn harness() -> Harness {
    let [here, there] = two().await;
    Harness { here: process(&here).await, there: process(&there).await, keep: Arc::new(()) }
}

async fn process(redis: &Redis) -> Process {
    let bus = RedisBus::start(redis).await;
    Process {
        cache: Arc::new(RedisCache::new(redis)),
        bus: Arc::new(bus),
        limiter: Arc::new(RedisLimiter::new(redis, Arc::new(Alone::default()))),
    }
}

/// Waits for something that happens in the background.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + SOON;
    while !is_so() {
        assert!(Instant::now() < deadline, "not so yet: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until Redis answers, or does not.
pub async fn until_it_answers(redis: &Redis, answers: bool) {
    let deadline = Instant::now() + SOON;
    while redis.answers().await != answers {
        assert!(Instant::now() < deadline, "whether it answers is still not {answers}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub async fn vacancy(cache: &RedisCache, group: CacheGroup, key: &str) -> Vacancy {
    match cache.get(group, key).await {
        Lookup::Miss(vacancy) => vacancy,
        Lookup::Hit(value) => panic!("{value:?} is given"),
    }
}

pub async fn value(cache: &RedisCache, group: CacheGroup, key: &str) -> Option<Vec<u8>> {
    match cache.get(group, key).await {
        Lookup::Hit(value) => Some(value),
        Lookup::Miss(_) => None,
    }
}

/// Puts a value where nothing is.
pub async fn fill(cache: &RedisCache, group: CacheGroup, key: &str, value: &[u8]) {
    let vacancy = vacancy(cache, group, key).await;
    cache.put(group, key, vacancy, value, LONG).await;
}

/// Asks past our own code, as a person at a terminal does.
pub async fn command<T: redis::FromRedisValue>(url: &str, words: &[&str]) -> T {
    let client = redis::Client::open(url).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let (name, arguments) = words.split_first().unwrap();
    redis::cmd(name).arg(arguments).query_async(&mut connection).await.unwrap()
}

/// Remembers all news.
#[derive(Default)]
pub struct Ear(Mutex<Vec<News>>);

impl Ear {
    pub fn on(bus: &RedisBus) -> Arc<Self> {
        let ear = Arc::new(Self::default());
        bus.subscribe(ear.clone());
        ear
    }

    /// How often it missed something.
    pub fn missed(&self) -> usize {
        self.0.lock().unwrap().iter().filter(|news| **news == News::Missed).count()
    }

    pub fn heard(&self, announcement: Announcement) -> bool {
        self.0.lock().unwrap().contains(&News::Announced(announcement))
    }
}

impl Listener for Ear {
    fn hear(&self, news: &News) {
        self.0.lock().unwrap().push(*news);
    }
}

/// A limiter that refuses for a time by which it is recognised, and counts.
#[derive(Default)]
pub struct Alone {
    asked: Mutex<usize>,
    forgotten: Mutex<Vec<String>>,
}

impl Alone {
    pub const RETRY_AFTER: Duration = Duration::from_secs(4321);

    pub fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    pub fn forgotten(&self) -> Vec<String> {
        self.forgotten.lock().unwrap().clone()
    }
}

#[async_trait]
impl RateLimiter for Alone {
    async fn check(&self, _key: &str, _quota: Quota) -> Decision {
        *self.asked.lock().unwrap() += 1;
        Decision::Refused { retry_after: Self::RETRY_AFTER }
    }

    async fn forget(&self, key: &str, _quota: Quota) {
        self.forgotten.lock().unwrap().push(key.to_owned());
    }
}
