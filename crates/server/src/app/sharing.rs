//! What processes share: on Redis if there is one, else within this process.

use std::sync::Arc;

use fasttrack_application::Changes;
use fasttrack_domain::ports::{Bus, Cache, Dependency, RateLimiter};
use fasttrack_memory::{
    CachedActiveApiKeys, CachedActiveSessions, CachedEventQueries, CachedVenueQueries, MemoryBus,
    MemoryCache, MemoryRateLimiter, SharedAnswers,
};
use fasttrack_redis::{Redis, RedisBus, RedisCache, RedisLimiter};
use slog::Logger;

use super::persistence::Persistence;
use crate::settings::{LimitSettings, SharingSettings};

/// The engines.
pub(super) struct Sharing {
    pub(super) bus: Arc<dyn Bus>,
    pub(super) limiter: Arc<dyn RateLimiter>,
    cache: Arc<dyn Cache>,
    /// What can be done without.
    pub(super) dependencies: Vec<Arc<dyn Dependency>>,
}

/// What is read through a cache.
pub(super) struct Caches {
    pub(super) events: Arc<CachedEventQueries>,
    pub(super) venues: Arc<CachedVenueQueries>,
    pub(super) sessions: Arc<CachedActiveSessions>,
    pub(super) api_keys: Arc<CachedActiveApiKeys>,
}

impl Sharing {
    /// Reaches for the engines. That Redis does not answer is no reason not to start.
    ///
    /// # Errors
    /// When Redis could not even be tried with these settings.
    pub(super) async fn open(
        settings: &SharingSettings,
        limits: &LimitSettings,
        logger: &Logger,
    ) -> anyhow::Result<Self> {
        // Counts while Redis does not, too.
        let alone = Arc::new(MemoryRateLimiter::new(limits.max_keys));
        let Some(redis) = settings.redis.clone() else {
            return Ok(Self {
                bus: Arc::new(MemoryBus::new()),
                limiter: alone,
                cache: Arc::new(MemoryCache::new(settings.cache_bytes)),
                dependencies: Vec::new(),
            });
        };
        let redis = Redis::connect(redis, logger).await?;
        Ok(Self {
            bus: Arc::new(RedisBus::start(&redis).await),
            limiter: Arc::new(RedisLimiter::new(&redis, alone)),
            cache: Arc::new(RedisCache::new(&redis)),
            dependencies: vec![Arc::new(redis)],
        })
    }

    /// Puts caches in front of a store, each of which hears what it has to forget.
    pub(super) fn caches(&self, store: &Persistence, settings: &SharingSettings) -> Caches {
        let shared = SharedAnswers::new(self.cache.clone(), settings.cache_ttl);
        let events = CachedEventQueries::new(store.events.clone(), shared.clone(), settings.events);
        let sessions = CachedActiveSessions::new(store.sessions.clone(), settings.sessions);
        let api_keys = CachedActiveApiKeys::new(store.api_keys.clone(), settings.sessions);
        let caches = Caches {
            events: Arc::new(events),
            venues: Arc::new(CachedVenueQueries::new(store.venues.clone(), shared)),
            sessions: Arc::new(sessions),
            api_keys: Arc::new(api_keys),
        };
        self.bus.subscribe(caches.events.clone());
        self.bus.subscribe(caches.sessions.clone());
        self.bus.subscribe(caches.api_keys.clone());
        caches
    }

    /// What use cases tell of.
    pub(super) fn changes(&self) -> Changes {
        Changes { bus: self.bus.clone(), cache: self.cache.clone() }
    }
}
