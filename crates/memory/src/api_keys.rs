use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    api_key::ActiveApiKey,
    ports::{ActiveApiKeys, Announcement, ApiKeyQueries, Listener, News},
    session::TokenHash,
    time::Timestamp,
};
use moka::future::Cache;

use crate::CacheSettings;

/// Answers from memory whether an API key is active, and asks the store now and then.
///
/// Only that a key is active is kept. A key that is not there costs one question each time and no
/// memory, so whoever sends made-up keys puts nobody else's out of the cache.
///
/// When any key ends, all are asked for again: until the store has answered nobody knows whose a hash
/// is, and each is asked for once a second anyway.
pub struct CachedActiveApiKeys {
    store: Arc<dyn ApiKeyQueries>,
    ttl: Duration,
    cache: Cache<TokenHash, Answer>,
    generation: AtomicU64,
}

/// What the store said of a key that is active.
#[derive(Clone, Copy)]
struct Answer {
    key: ActiveApiKey,
    /// When it was asked, by the clock of whoever asked.
    asked_at: Timestamp,
    /// The generation when the question was put: an answer of another one may be from before an end.
    generation: u64,
}

impl CachedActiveApiKeys {
    /// The longest time that the port allows: so long may a key that ended on another process go on
    /// here.
    pub const MAX_TTL: Duration = Duration::from_secs(1);

    /// How often one request asks when keys end meanwhile. After that it takes what it was told: it was
    /// asked after the request had begun.
    const QUESTIONS: u32 = 3;

    /// A cache in front of the store; a longer `ttl` than [`Self::MAX_TTL`] is cut.
    #[must_use]
    pub fn new(store: Arc<dyn ApiKeyQueries>, settings: CacheSettings) -> Self {
        let ttl = settings.ttl.min(Self::MAX_TTL);
        let cache = Cache::builder().max_capacity(settings.capacity).time_to_live(ttl).build();
        Self { store, ttl, cache, generation: AtomicU64::new(0) }
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// The answer kept, if it may still be used.
    async fn kept(&self, hash: &TokenHash, now: Timestamp) -> Option<ActiveApiKey> {
        let Answer { key, asked_at, generation } = self.cache.get(hash).await?;
        let age = asked_at.to_utc().signed_duration_since(now.to_utc()).abs().to_std().ok()?;
        (age < self.ttl && now < key.expires_at && generation == self.generation()).then_some(key)
    }
}

#[async_trait]
impl ActiveApiKeys for CachedActiveApiKeys {
    async fn find(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError> {
        if let Some(key) = self.kept(hash, now).await {
            return Ok(Some(key));
        }
        let mut found = None;
        for _ in 0..Self::QUESTIONS {
            let generation = self.generation();
            found = self.store.active(hash, now).await?;
            let Some(key) = found else { break };
            // Whether it is still true is asked at every use, not here: between a check and this write
            // a key could end.
            self.cache.insert(*hash, Answer { key, asked_at: now, generation }).await;
            if generation == self.generation() {
                break;
            }
        }
        Ok(found)
    }
}

impl Listener for CachedActiveApiKeys {
    fn hear(&self, news: &News) {
        match news {
            News::Announced(Announcement::ApiKeysChanged) | News::Missed => {
                self.generation.fetch_add(1, Ordering::SeqCst);
            }
            News::Announced(
                Announcement::SessionEnded(_) | Announcement::EventChanged(_) | Announcement::EventsChanged,
            ) => {}
        }
    }
}
