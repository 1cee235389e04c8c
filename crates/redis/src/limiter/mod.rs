//! Rate limits over all processes.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use deadpool_redis::Timeouts;
use fasttrack_domain::ports::{Decision, Quota, RateLimiter};
use redis::Script;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    Redis,
    failure::Failure,
    link::Link,
    metrics::{self, Operation},
};

/// The rate limiter port on Redis: a quota is for all processes that share it together.
pub struct RedisLimiter {
    redis: Redis,
    script: Script,
    fallback: Arc<dyn RateLimiter>,
}

impl RedisLimiter {
    /// The limits in this Redis. While it does not answer, `fallback` decides: better that each
    /// process lets through the whole quota than that nobody is stopped, or everybody.
    #[must_use]
    pub fn new(redis: &Redis, fallback: Arc<dyn RateLimiter>) -> Self {
        Self { redis: redis.clone(), script: Script::new(include_str!("gcra.lua")), fallback }
    }

    async fn ask(&self, key: &str, quota: Quota) -> Option<Decision> {
        let link = &self.redis.link;
        let question = answer(Arc::clone(link), self.script.clone(), link.keys.limit(key), quota);
        // A connection lives on the runtime on which it is made, and whoever asks may be on one that
        // ends, or has no time for the connections that others use.
        let asked = AbortOnDropHandle::new(link.home.spawn(question));
        let answer = async { asked.await.map_err(|_| Failure::Ended)? };
        Some(match link.ask_pooled(Operation::Limit, answer).await? {
            (0, retry_after, _) => Decision::Refused { retry_after: Duration::from_micros(retry_after) },
            (_, remaining, reset) => Decision::Allowed {
                remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
                reset: Duration::from_micros(reset),
            },
        })
    }
}

/// Runs the script on a connection of its own: on the shared one, reads of the cache would wait
/// behind it.
async fn answer(
    link: Arc<Link>,
    script: Script,
    key: String,
    quota: Quota,
) -> Result<(u8, u64, u64), Failure> {
    // Half of the time, so that the other half is for Redis.
    let wait = Some(link.settings.response_timeout / 2);
    let mut connection = link.pool.timeout_get(&Timeouts { wait, ..Timeouts::default() }).await?;
    let mut call = script.key(key);
    call.arg(interval_micros(quota)).arg(quota.burst.get());
    Ok(call.invoke_async(&mut connection).await?)
}

#[async_trait]
impl RateLimiter for RedisLimiter {
    async fn check(&self, key: &str, quota: Quota) -> Decision {
        if let Some(decision) = self.ask(key, quota).await {
            return decision;
        }
        metrics::decided_alone();
        self.fallback.check(key, quota).await
    }

    async fn forget(&self, key: &str, quota: Quota) {
        // What was asked for while Redis was away, too.
        self.fallback.forget(key, quota).await;
        let link = &*self.redis.link;
        // An instant of long ago, gone at once: that needs no right that keeping a limit does not.
        let mut forget = redis::pipe();
        forget.cmd("SET").arg(link.keys.limit(key)).arg(0).arg("PX").arg(1).ignore();
        let _: Option<()> = link.ask(Operation::Limit, &forget).await;
    }
}

/// The longest window that the script is asked for, ten years: it counts in numbers that are exact
/// up to 2^53.
const MAX_WINDOW_MICROS: u128 = 10 * 365 * 24 * 60 * 60 * 1_000_000;

/// How long it takes until one more may be done, rounded up: rather a millionth of a second later
/// than more often than the quota says.
fn interval_micros(quota: Quota) -> u64 {
    let longest = (MAX_WINDOW_MICROS / u128::from(quota.burst.get())).max(1);
    let micros = quota.interval().as_nanos().div_ceil(1000).clamp(1, longest);
    u64::try_from(micros).unwrap_or(u64::MAX)
}
