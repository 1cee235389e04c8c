//! A store of sessions whose every answer can be held back.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    access::Role,
    id::Id,
    page::{Page, PageRequest},
    ports::SessionQueries,
    session::{ActiveSession, Session, SessionId},
    time::Timestamp,
    user::UserId,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub struct FakeStore {
    sessions: Mutex<HashMap<SessionId, ActiveSession>>,
    asked: AtomicUsize,
    failing: Mutex<bool>,
    /// Told when a question has been read from the store and its answer not yet given.
    pub read: Semaphore,
    /// One permit for each session that may be told.
    pub answers: Semaphore,
}

impl FakeStore {
    /// Answers at once.
    pub fn open() -> Arc<Self> {
        Self::with_answers(Semaphore::MAX_PERMITS / 2)
    }

    /// Answers only when `answers` gets a permit; that there is no such session, it says at once.
    pub fn held() -> Arc<Self> {
        Self::with_answers(0)
    }

    fn with_answers(answers: usize) -> Arc<Self> {
        Arc::new(Self {
            sessions: Mutex::default(),
            asked: AtomicUsize::new(0),
            failing: Mutex::new(false),
            read: Semaphore::new(0),
            answers: Semaphore::new(answers),
        })
    }

    pub fn put(&self, session: ActiveSession) {
        self.sessions.lock().unwrap().insert(session.id, session);
    }

    pub fn end(&self, id: SessionId) {
        self.sessions.lock().unwrap().remove(&id);
    }

    pub fn fail(&self, failing: bool) {
        *self.failing.lock().unwrap() = failing;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl SessionQueries for FakeStore {
    async fn active(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if *self.failing.lock().unwrap() {
            return Err(StoreError::Unavailable("down".into()));
        }
        let found = self.sessions.lock().unwrap().get(&id).copied();
        self.read.add_permits(1);
        if found.is_some() {
            self.answers.acquire().await.unwrap().forget();
        }
        Ok(found.filter(|session| now < session.expires_at))
    }

    async fn list(
        &self,
        _user: UserId,
        _now: Timestamp,
        _page: &PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        Err(StoreError::Backend("never asked here".into()))
    }

    async fn count(&self, _user: UserId, _now: Timestamp) -> Result<u64, StoreError> {
        Err(StoreError::Backend("never asked here".into()))
    }
}

/// A session that expires at `expires_at`; its stripe in the cache is `number`.
pub fn session(number: u128, expires_at: Timestamp) -> ActiveSession {
    ActiveSession {
        id: Id::new(Uuid::from_u128(number)),
        user_id: Id::new(Uuid::from_u128(1)),
        role: Role::Viewer,
        expires_at,
    }
}
