use std::{future::ready, sync::Arc, time::Duration};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    ports::{ActiveSessions, Announcement, Listener, News, SessionQueries},
    session::{ActiveSession, SessionId},
    time::Timestamp,
};
use moka::{Entry, future::Cache, ops::compute::Op};

use crate::{CacheSettings, generations::Generations};

/// Answers from memory whether a session is active, and asks the store now and then.
///
/// Only that a session is active is answered from memory, so a new one is seen at once. Requests of
/// one session that miss together ask together: the question is one row by its key, and to share the
/// answer would be to share the failure and the cancellation of whoever asked.
pub struct CachedActiveSessions {
    store: Arc<dyn SessionQueries>,
    ttl: Duration,
    cache: Cache<SessionId, Answer>,
    generations: Generations,
}

/// What the store said.
#[derive(Clone, Copy)]
struct Answer {
    /// `None` when it was not active. That is not answered from here; it stands in the way of answers
    /// from before, which may come late.
    session: Option<ActiveSession>,
    /// When it was asked, by the clock of whoever asked.
    asked_at: Timestamp,
    /// The generation of the session when the question was put.
    generation: u64,
}

impl CachedActiveSessions {
    /// The longest time that the port allows: so long may a session that ended on another process
    /// go on here.
    pub const MAX_TTL: Duration = Duration::from_secs(1);

    /// How often one request asks when sessions end meanwhile, this one or one that shares its
    /// generation. After that it takes what it was told: it was asked after the request had begun.
    const QUESTIONS: u32 = 3;

    /// A cache in front of the store; a longer `ttl` than [`Self::MAX_TTL`] is cut.
    #[must_use]
    pub fn new(store: Arc<dyn SessionQueries>, settings: CacheSettings) -> Self {
        let ttl = settings.ttl.min(Self::MAX_TTL);
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
        let session = session?;
        let fresh = asked_at.to_utc().signed_duration_since(now.to_utc()).abs().to_std().ok()? < self.ttl;
        let usable = fresh && now < session.expires_at && generation == self.generations.current(id.uuid());
        usable.then_some(session)
    }

    /// Keeps an answer. Whether it is still true is asked at every use, not here: between a check and
    /// this write the session could be forgotten.
    async fn keep(&self, id: SessionId, answer: Answer) {
        let put = |before: Option<Entry<SessionId, Answer>>| {
            let gone = before.is_some_and(|before| before.value().session.is_none());
            // A session that ended stays so. When this is forgotten, in a TTL, what was asked before the
            // end is too old as well.
            ready(if gone && answer.session.is_some() { Op::Nop } else { Op::Put(answer) })
        };
        self.cache.entry(id).and_compute_with(put).await;
    }
}

#[async_trait]
impl ActiveSessions for CachedActiveSessions {
    async fn find(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        if let Some(session) = self.kept(id, now).await {
            return Ok(Some(session));
        }
        let mut found = None;
        for _ in 0..Self::QUESTIONS {
            let generation = self.generations.current(id.uuid());
            found = self.store.active(id, now).await?;
            self.keep(id, Answer { session: found, asked_at: now, generation }).await;
            // Forgotten while the store was asked: its answer may be from before. Ask again.
            if generation == self.generations.current(id.uuid()) {
                break;
            }
        }
        Ok(found)
    }
}

impl Listener for CachedActiveSessions {
    fn hear(&self, news: &News) {
        match news {
            News::Announced(Announcement::SessionEnded(id)) => self.generations.advance(id.uuid()),
            News::Announced(
                Announcement::EventChanged(_) | Announcement::EventsChanged | Announcement::ApiKeysChanged,
            ) => {}
            News::Missed => self.generations.advance_all(),
        }
    }
}
