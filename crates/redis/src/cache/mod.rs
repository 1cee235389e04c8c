//! The cache of all processes.
//!
//! Each group has a generation in Redis, which is replaced when the group is forgotten. Each value
//! carries the one that was there when somebody looked and found nothing, and counts only while
//! that is still there. So nothing needs to be deleted, and whatever was read before an invalidation
//! and comes late is put, but never given.
//!
//! A value ends at a time of Redis's clock. One that ended so long after it is put would begin to
//! live when a Redis that was frozen gets to it.

mod alone;
mod tagged;

pub(crate) use alone::Alone;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use fasttrack_domain::ports::{Cache, CacheGroup, Lookup, Vacancy};
use redis::Pipeline;

use crate::{
    Redis,
    link::Link,
    metrics::{self, Operation},
};

/// A generation and a value.
type Found = (Option<u64>, Option<Vec<u8>>);

/// The cache port on Redis, for all processes that share it.
pub struct RedisCache {
    redis: Redis,
}

impl RedisCache {
    /// The cache in this Redis.
    #[must_use]
    pub fn new(redis: &Redis) -> Self {
        Self { redis: redis.clone() }
    }

    /// What is there: the generation and the value.
    async fn look(&self, group: CacheGroup, key: &str) -> Option<(u64, Option<Vec<u8>>)> {
        let link = &*self.redis.link;
        let live = link.here()?;
        let generation_key = link.keys.generation(group);
        let mut look = redis::pipe();
        look.cmd("MGET").arg(&generation_key).arg(link.keys.value(group, key));
        look.cmd("TIME");
        let (found, (seconds, micros)): (Found, (u64, u64)) =
            link.ask_on(&live, Operation::Get, &look).await?;
        let (generation, value) = found;
        live.clock.note(Duration::from_secs(seconds) + Duration::from_micros(micros));
        if let Some(generation) = generation {
            return Some((generation, value));
        }
        // A Redis that knows nothing. Of all that begin at the same time, one says what it is.
        let mut begin = redis::pipe();
        begin.cmd("SET").arg(&generation_key).arg(link.number()).arg("NX").ignore();
        begin.cmd("GET").arg(&generation_key);
        let (generation,): (u64,) = link.ask_on(&live, Operation::Get, &begin).await?;
        Some((generation, None))
    }
}

#[async_trait]
impl Cache for RedisCache {
    async fn get(&self, group: CacheGroup, key: &str) -> Lookup {
        let since = Instant::now();
        let Some((generation, value)) = self.look(group, key).await else {
            metrics::looked_up("away");
            return Lookup::Miss(Vacancy { generation: self.redis.link.alone.current(group), since });
        };
        match value.and_then(|value| tagged::open(value, generation)) {
            Some(value) => {
                metrics::looked_up("hit");
                Lookup::Hit(value)
            }
            None => {
                metrics::looked_up("miss");
                Lookup::Miss(Vacancy { generation, since })
            }
        }
    }

    async fn put(&self, group: CacheGroup, key: &str, vacancy: Vacancy, value: &[u8], ttl: Duration) {
        let link = &*self.redis.link;
        let Vacancy { generation, since } = vacancy;
        let over = since.elapsed() >= ttl;
        if over || alone::is_alone(generation) || value.len() > link.settings.max_value_bytes {
            return;
        }
        // Who looked on a connection before this one, looked before everything was forgotten.
        let Some(live) = link.here() else { return };
        let Some(found) = live.clock.at(since) else { return };
        let mut put = redis::pipe();
        put.cmd("SET").arg(link.keys.value(group, key)).arg(tagged::close(value, generation));
        put.arg("PXAT").arg(found.as_millis().saturating_add(millis(ttl).into())).ignore();
        // Whether it went well is seen by whoever looks next.
        let _: Option<()> = link.ask_on(&live, Operation::Put, &put).await;
    }

    async fn invalidate(&self, group: CacheGroup) {
        let redis = self.redis.clone();
        redis.link.alone.advance(group);
        // Whoever asks may stop waiting; what it changed has changed.
        let forgotten = tokio::spawn(async move {
            let link = &*redis.link;
            // Without a connection, there will be none before everything is forgotten.
            if let Some(live) = link.here_or_returning() {
                let mut forget = redis::pipe();
                forget_group(&mut forget, link, group);
                let _: Option<()> = link.ask_on(&live, Operation::Invalidate, &forget).await;
            }
        });
        drop(forgotten.await);
    }
}

/// As whole milliseconds, fifty days at the most: Redis refuses what ends after its time.
fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// What makes Redis forget all groups.
pub(crate) fn forget_all(link: &Link) -> Pipeline {
    let mut forget = redis::pipe();
    for group in CacheGroup::ALL {
        forget_group(&mut forget, link, group);
    }
    forget
}

fn forget_group(forget: &mut Pipeline, link: &Link, group: CacheGroup) {
    forget.cmd("SET").arg(link.keys.generation(group)).arg(link.number()).ignore();
}
