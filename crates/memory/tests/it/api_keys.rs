//! The cache of active API keys: what it may answer, what it must ask, and what it never keeps.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    access::{Role, Scopes},
    api_key::{ActiveApiKey, ApiKey},
    id::Id,
    page::{Page, PageRequest},
    ports::{ActiveApiKeys, Announcement, ApiKeyQueries, Listener, News},
    session::TokenHash,
    time::Timestamp,
    user::UserId,
};
use fasttrack_memory::{CacheSettings, CachedActiveApiKeys};
use fasttrack_test_support::{a_token, unique_id};
use tokio::sync::Semaphore;

const NOW: Timestamp = Timestamp::EPOCH;

fn after(micros: i64) -> Timestamp {
    NOW.saturating_add(TimeDelta::microseconds(micros))
}

/// A store of keys whose every answer can be held back.
struct FakeStore {
    keys: Mutex<HashMap<TokenHash, ActiveApiKey>>,
    asked: AtomicUsize,
    /// Told when a question has been read from the store and its answer not yet given.
    read: Semaphore,
    /// One permit for each answer that may be given.
    answers: Semaphore,
}

impl FakeStore {
    fn with_answers(answers: usize) -> Arc<Self> {
        let (keys, asked) = (Mutex::default(), AtomicUsize::new(0));
        Arc::new(Self { keys, asked, read: Semaphore::new(0), answers: Semaphore::new(answers) })
    }

    fn open() -> Arc<Self> {
        Self::with_answers(Semaphore::MAX_PERMITS / 2)
    }

    fn end(&self, hash: &TokenHash) {
        self.keys.lock().unwrap().remove(hash);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl ApiKeyQueries for FakeStore {
    async fn active(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let found = self.keys.lock().unwrap().get(hash).copied();
        self.read.add_permits(1);
        self.answers.acquire().await.unwrap().forget();
        Ok(found.filter(|key| now < key.expires_at))
    }

    async fn list(&self, _: UserId, _: &PageRequest) -> Result<Page<ApiKey>, StoreError> {
        Err(StoreError::Backend("never asked here".into()))
    }

    async fn count(&self, _: UserId) -> Result<u64, StoreError> {
        Err(StoreError::Backend("never asked here".into()))
    }
}

/// A cache for two before a store with one key, that of `a_token(1)`, which works for an hour.
fn cached(store: &Arc<FakeStore>) -> (Arc<CachedActiveApiKeys>, ActiveApiKey) {
    let key = ActiveApiKey {
        id: Id::new(unique_id()),
        user_id: Id::new(unique_id()),
        role: Role::Viewer,
        scopes: Scopes::NONE,
        last_used_at: None,
        expires_at: after(3_600_000_000),
    };
    store.keys.lock().unwrap().insert(a_token(1), key);
    let settings = CacheSettings { ttl: CachedActiveApiKeys::MAX_TTL, capacity: 2 };
    (Arc::new(CachedActiveApiKeys::new(Arc::clone(store) as _, settings)), key)
}

fn an_end() -> News {
    News::Announced(Announcement::ApiKeysChanged)
}

#[tokio::test]
async fn an_active_key_is_asked_for_once_a_second() {
    let store = FakeStore::open();
    let (cache, key) = cached(&store);
    for _ in 0..10 {
        assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), Some(key));
    }
    assert_eq!(store.asked(), 1);
    store.end(&a_token(1));
    assert_eq!(cache.find(&a_token(1), after(999_999)).await.unwrap(), Some(key));
    assert_eq!(cache.find(&a_token(1), after(1_000_000)).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_that_ended_fails_at_once_when_that_was_heard() {
    for news in [an_end(), News::Missed] {
        let store = FakeStore::open();
        let (cache, key) = cached(&store);
        assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), Some(key));
        store.end(&a_token(1));
        cache.hear(&news);
        assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), None, "{news:?}");
    }
}

#[tokio::test]
async fn an_answer_does_not_outlive_its_key() {
    let store = FakeStore::open();
    let (cache, key) = cached(&store);
    let brief = ActiveApiKey { expires_at: after(10), ..key };
    store.keys.lock().unwrap().insert(a_token(2), brief);
    assert_eq!(cache.find(&a_token(2), after(9)).await.unwrap(), Some(brief));
    assert_eq!(cache.find(&a_token(2), after(10)).await.unwrap(), None);
}

/// Each costs one question and no room: the one that is kept stays, in a cache for two.
#[tokio::test]
async fn a_flood_of_made_up_keys_fills_nothing() {
    let store = FakeStore::open();
    let (cache, key) = cached(&store);
    assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), Some(key));
    let flood: usize = 10_000;
    for n in 0..flood {
        let mut hash = a_token(7);
        hash.0[..8].copy_from_slice(&n.to_be_bytes());
        assert_eq!(cache.find(&hash, NOW).await.unwrap(), None);
    }
    assert_eq!(store.asked(), 1 + flood);
    assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), Some(key));
    assert_eq!(store.asked(), 1 + flood, "it was put out");
}

#[tokio::test]
async fn a_new_key_is_seen_as_soon_as_it_is_there() {
    let store = FakeStore::open();
    let (cache, key) = cached(&store);
    assert_eq!(cache.find(&a_token(2), NOW).await.unwrap(), None);
    store.keys.lock().unwrap().insert(a_token(2), key);
    assert_eq!(cache.find(&a_token(2), NOW).await.unwrap(), Some(key));
}

/// The race: the store is asked, reads the key, and before its answer is here the key ends and that is
/// heard. The old answer must be neither given nor kept.
#[tokio::test]
async fn an_answer_from_before_an_end_is_neither_given_nor_kept() {
    let store = FakeStore::with_answers(0);
    let (cache, _) = cached(&store);
    let asking = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(&a_token(1), NOW).await }
    });
    store.read.acquire().await.unwrap().forget();
    store.end(&a_token(1));
    cache.hear(&an_end());
    store.answers.add_permits(100);

    assert_eq!(asking.await.unwrap().unwrap(), None);
    assert_eq!(cache.find(&a_token(1), NOW).await.unwrap(), None);
}

/// While others give keys up all the time, who only wants to know gets an answer.
#[tokio::test]
async fn a_request_asks_a_few_times_and_not_for_ever() {
    let store = FakeStore::with_answers(0);
    let (cache, key) = cached(&store);
    let asking = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { cache.find(&a_token(1), NOW).await }
    });
    for _ in 0..3 {
        store.read.acquire().await.unwrap().forget();
        cache.hear(&an_end());
        store.answers.add_permits(1);
    }
    assert_eq!(asking.await.unwrap().unwrap(), Some(key));
    assert_eq!(store.asked(), 3);
}
