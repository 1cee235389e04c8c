use std::{
    array,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    ports::{ActiveSessions, SessionQueries},
    session::{ActiveSession, SessionId},
    time::Timestamp,
};
use moka::future::Cache;

/// How much [`CachedActiveSessions`] keeps, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheSettings {
    /// How long an answer is used; never longer than [`CacheSettings::MAX_TTL`].
    pub ttl: Duration,
    /// How many sessions are kept.
    pub capacity: u64,
}

impl CacheSettings {
    /// The longest time that the port allows: so long may a session that ended on another process
    /// go on here.
    pub const MAX_TTL: Duration = Duration::from_secs(1);
    /// How many sessions are kept where nothing else is set: a few megabytes of them.
    pub const DEFAULT_CAPACITY: u64 = 10_000;
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { ttl: Self::MAX_TTL, capacity: Self::DEFAULT_CAPACITY }
    }
}

/// Answers from memory whether a session is active, and asks the store now and then.
///
/// Only sessions that are active are kept, so a new one is seen at once. Requests of one session
/// that miss together ask together: the question is one row by its key, and to share the answer
/// would be to share the failure and the cancellation of whoever asked.
pub struct CachedActiveSessions {
    store: Arc<dyn SessionQueries>,
    ttl: Duration,
    cache: Cache<SessionId, Answer>,
    generations: Generations,
}

/// What the store said.
#[derive(Clone, Copy)]
struct Answer {
    session: ActiveSession,
    /// When it was asked, by the clock of whoever asked.
    asked_at: Timestamp,
    /// The generation of the session when the question was put.
    generation: u64,
}

impl CachedActiveSessions {
    /// A cache in front of the store.
    #[must_use]
    pub fn new(store: Arc<dyn SessionQueries>, settings: CacheSettings) -> Self {
        let ttl = settings.ttl.min(CacheSettings::MAX_TTL);
        Self {
            store,
            ttl,
            cache: Cache::builder().max_capacity(settings.capacity).time_to_live(ttl).build(),
            generations: Generations::new(),
        }
    }

    /// The answer kept, if it may still be used.
    async fn kept(&self, id: SessionId, now: Timestamp) -> Option<ActiveSession> {
        let Answer { session, asked_at, generation } = self.cache.get(&id).await?;
        let fresh = asked_at.to_utc().signed_duration_since(now.to_utc()).abs().to_std().ok()? < self.ttl;
        let usable = fresh && now < session.expires_at && generation == self.generations.current(id);
        usable.then_some(session)
    }
}

#[async_trait]
impl ActiveSessions for CachedActiveSessions {
    async fn find(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        if let Some(session) = self.kept(id, now).await {
            return Ok(Some(session));
        }
        loop {
            let generation = self.generations.current(id);
            let found = self.store.active(id, now).await?;
            if let Some(session) = found {
                // Whether it is still true is asked at every use, not here: between a check and
                // this write the session could be forgotten.
                self.cache.insert(id, Answer { session, asked_at: now, generation }).await;
            }
            // Forgotten while the store was asked: its answer may be from before. Ask again.
            if generation == self.generations.current(id) {
                return Ok(found);
            }
        }
    }

    async fn forget(&self, ended: &[SessionId]) {
        for id in ended {
            self.generations.advance(*id);
        }
    }
}

/// A number a session that grows when the session is forgotten.
///
/// To invalidate a cache is not enough: a question that was put before can be answered after, and
/// would bring the old answer back. An answer therefore carries the number that it was asked
/// under, and counts only while the number is the same. Sessions share a fixed set of numbers; one
/// that shares that of a forgotten session only asks the store once more.
struct Generations([AtomicU64; Self::STRIPES]);

impl Generations {
    const STRIPES: usize = 256;

    fn new() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }

    fn current(&self, id: SessionId) -> u64 {
        self.of(id).load(Ordering::SeqCst)
    }

    fn advance(&self, id: SessionId) {
        self.of(id).fetch_add(1, Ordering::SeqCst);
    }

    #[expect(clippy::indexing_slicing, reason = "a byte is always below 256")]
    fn of(&self, id: SessionId) -> &AtomicU64 {
        // The last byte of a UUID of version 7 is random.
        let [.., last] = id.uuid().into_bytes();
        &self.0[usize::from(last)]
    }
}
