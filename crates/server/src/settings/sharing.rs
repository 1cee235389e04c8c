use std::{path::PathBuf, time::Duration};

use fasttrack_memory::{CacheSettings, CachedActiveSessions, CachedEventQueries, SharedAnswers};
use fasttrack_redis::RedisSettings;

use super::{
    reader::{Reader, Refusal},
    table, url,
    value::{duration, number, size},
};

/// What processes share besides the database, and what each keeps in memory.
#[derive(Debug, Clone)]
pub struct SharingSettings {
    /// Where they share it; a process without it shares with nobody.
    pub redis: Option<RedisSettings>,
    /// How long lists and figures are used.
    pub cache_ttl: Duration,
    /// How much of them a process keeps that has no Redis, in bytes.
    pub cache_bytes: u64,
    /// Single events.
    pub events: CacheSettings,
    /// Sessions.
    pub sessions: CacheSettings,
}

impl SharingSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let redis = read_redis(r);
        let cache_ttl = r.value(&table::CACHE_TTL, up_to(SharedAnswers::MAX_TTL));
        let cache_bytes = r.value(&table::CACHE_MAX_BYTES, size("64GiB"));
        let event_ttl = r.value(&table::EVENT_CACHE_TTL, up_to(CachedEventQueries::MAX_TTL));
        let event_bytes = r.value(&table::EVENT_CACHE_MAX_BYTES, size("64GiB"));
        let session_ttl = r.value(&table::SESSION_CACHE_TTL, up_to(CachedActiveSessions::MAX_TTL));
        let session_capacity = r.value(&table::SESSION_CACHE_CAPACITY, number(0..=10_000_000));
        Some(Self {
            redis: redis?,
            cache_ttl: cache_ttl?,
            cache_bytes: cache_bytes?,
            events: CacheSettings { ttl: event_ttl?, capacity: event_bytes? },
            sessions: CacheSettings { ttl: session_ttl?, capacity: session_capacity? },
        })
    }
}

fn read_redis(r: &mut Reader) -> Option<Option<RedisSettings>> {
    let url = r.optional(&table::REDIS_URL, url::redis);
    let namespace = r.value(&table::REDIS_NAMESPACE, namespace);
    let root_certificates = r.optional(&table::REDIS_ROOT_CERTIFICATES, |raw| Ok(PathBuf::from(raw)));
    let connect_timeout = r.value(&table::REDIS_CONNECT_TIMEOUT, duration("10ms"..="10s"));
    let response_timeout = r.value(&table::REDIS_RESPONSE_TIMEOUT, duration("10ms"..="1s"));
    let pause = r.value(&table::REDIS_PAUSE, duration("1s"..="1m"));
    let pool_size = r.value(&table::REDIS_CONNECTIONS, number(1..=256));
    let max_value_bytes = r.value(&table::REDIS_MAX_VALUE_BYTES, size("64MiB"));
    let bus_queue = r.value(&table::REDIS_BUS_QUEUE, number(1..=1_000_000));
    let bus_silence = r.value(&table::REDIS_BUS_SILENCE, duration("100ms"..="1m"));
    let (url, namespace, root_certificates) = (url?, namespace?, root_certificates?);
    let (connect_timeout, response_timeout, pause) = (connect_timeout?, response_timeout?, pause?);
    let (pool_size, max_value_bytes) = (pool_size?, usize::try_from(max_value_bytes?).unwrap_or(usize::MAX));
    let (bus_queue, bus_silence) = (bus_queue?, bus_silence?);
    Some(url.map(|url| RedisSettings {
        url,
        root_certificates,
        namespace,
        connect_timeout,
        response_timeout,
        pause,
        pool_size,
        max_value_bytes,
        bus_queue,
        bus_silence,
    }))
}

/// A shorter time than the one at which the port says that what is kept is too old.
fn up_to(most: Duration) -> impl FnOnce(&str) -> Result<Duration, Refusal> {
    move |raw| {
        let read = duration("0s"..="1h")(raw)?;
        if read <= most { Ok(read) } else { Err(format!("must be at most {}ms", most.as_millis())) }
    }
}

fn namespace(raw: &str) -> Result<String, Refusal> {
    let sane = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    if (1..=64).contains(&raw.len()) && raw.bytes().all(sane) {
        Ok(raw.to_owned())
    } else {
        Err("must be 1 to 64 of the characters a-z, A-Z, 0-9, `.`, `_` and `-`".to_owned())
    }
}
