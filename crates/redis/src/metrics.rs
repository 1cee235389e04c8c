//! What can be seen of Redis from outside.

use ::metrics::{counter, describe_counter};

const FAILURES: &str = "fasttrack_redis_failures_total";
const CACHE_REQUESTS: &str = "fasttrack_cache_requests_total";
const LOCAL_ONLY: &str = "fasttrack_bus_local_only_total";
const FALLBACKS: &str = "fasttrack_rate_limit_fallback_total";

/// Says what the figures of this crate mean, to the recorder that there is now.
pub fn describe_metrics() {
    describe_counter!(
        FAILURES,
        "Questions that Redis did not answer in time, or with an error, by operation."
    );
    describe_counter!(
        CACHE_REQUESTS,
        "Look-ups in a cache, by cache and result (hit, miss, or away: not asked)."
    );
    describe_counter!(LOCAL_ONLY, "Announcements that other processes were not told.");
    describe_counter!(FALLBACKS, "Rate limits that a process decided alone, because Redis could not.");
}

/// What Redis is asked for, as operators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Connect,
    Ping,
    Get,
    Put,
    Invalidate,
    Publish,
    Subscribe,
    Limit,
}

impl Operation {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Ping => "ping",
            Self::Get => "get",
            Self::Put => "put",
            Self::Invalidate => "invalidate",
            Self::Publish => "publish",
            Self::Subscribe => "subscribe",
            Self::Limit => "limit",
        }
    }
}

pub(crate) fn failed(operation: Operation) {
    counter!(FAILURES, "operation" => operation.as_str()).increment(1);
}

/// `result` is `hit`, `miss` or `away`.
pub(crate) fn looked_up(result: &'static str) {
    counter!(CACHE_REQUESTS, "cache" => "shared", "result" => result).increment(1);
}

pub(crate) fn told_nobody_else(announcements: usize) {
    counter!(LOCAL_ONLY).increment(u64::try_from(announcements).unwrap_or(u64::MAX));
}

pub(crate) fn decided_alone() {
    counter!(FALLBACKS).increment(1);
}
