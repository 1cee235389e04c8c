//! A store of events and venues whose every answer can be held back, and a cache of bytes.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventId, EventSort, EventStats, EventView, StatsGroup},
    page::{Limit, Page, PageRequest},
    ports::{Cache, CacheGroup, EventQueries, Lookup, Vacancy, VenueQueries},
    time::Timestamp,
    user::{Email, UserId},
    venue::{Venue, VenueFilter, VenueId},
};
use tokio::{sync::Semaphore, task::JoinHandle};

/// What comes of a task. One that nobody answers any more is a failure, not a hang.
pub async fn soon<T>(task: JoinHandle<T>) -> T {
    within_seconds(task).await.unwrap()
}

async fn within_seconds<T>(waited_for: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), waited_for).await.expect("nothing comes of it")
}

/// Answers all questions with what it holds.
pub struct FakeQueries {
    pub events: Mutex<Vec<EventView>>,
    pub stats: Mutex<Page<EventStats>>,
    pub venues: Mutex<Page<Venue>>,
    pub down: Mutex<bool>,
    asked: AtomicUsize,
    /// Told when a question has been read from the store and its answer not yet given.
    read: Semaphore,
    /// One permit for each answer that may be given.
    pub answers: Semaphore,
}

impl FakeQueries {
    /// Answers at once.
    pub fn open() -> Arc<Self> {
        Self::with_answers(Semaphore::MAX_PERMITS / 2)
    }

    /// Answers only when `answers` gets a permit.
    pub fn held() -> Arc<Self> {
        Self::with_answers(0)
    }

    fn with_answers(answers: usize) -> Arc<Self> {
        Arc::new(Self {
            events: Mutex::default(),
            stats: Mutex::new(Page { items: Vec::new(), next: None }),
            venues: Mutex::new(Page { items: Vec::new(), next: None }),
            down: Mutex::default(),
            asked: AtomicUsize::new(0),
            read: Semaphore::new(0),
            answers: Semaphore::new(answers),
        })
    }

    /// How many questions came as far as here.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits until one more question has been read.
    pub async fn until_read(&self) {
        within_seconds(self.read.acquire()).await.unwrap().forget();
    }

    async fn answer<T>(&self, read: impl FnOnce() -> T) -> Result<T, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = read();
        let down = *self.down.lock().unwrap();
        self.read.add_permits(1);
        // By a timer of the runtime, as every store's answer.
        within_seconds(self.answers.acquire()).await.unwrap().forget();
        if down { Err(StoreError::Unavailable("down".into())) } else { Ok(answer) }
    }
}

#[async_trait]
impl EventQueries for FakeQueries {
    async fn find(&self, id: EventId) -> Result<Option<EventView>, StoreError> {
        self.answer(|| self.events.lock().unwrap().iter().find(|view| view.event.id == id).cloned()).await
    }

    async fn list(
        &self,
        _: &EventFilter,
        _: EventSort,
        _: &PageRequest,
    ) -> Result<Page<EventView>, StoreError> {
        self.answer(|| Page { items: self.events.lock().unwrap().clone(), next: None }).await
    }

    async fn count(&self, _: &EventFilter) -> Result<u64, StoreError> {
        self.answer(|| self.events.lock().unwrap().len() as u64).await
    }

    async fn upcoming(&self, _: Timestamp, _: Limit) -> Result<Vec<EventView>, StoreError> {
        self.answer(|| self.events.lock().unwrap().clone()).await
    }

    async fn popular(&self, _: Limit) -> Result<Vec<EventView>, StoreError> {
        self.answer(|| self.events.lock().unwrap().iter().rev().cloned().collect()).await
    }

    async fn stats(
        &self,
        _: &EventFilter,
        _: StatsGroup,
        _: &PageRequest,
    ) -> Result<Page<EventStats>, StoreError> {
        self.answer(|| self.stats.lock().unwrap().clone()).await
    }

    async fn calendar(
        &self,
        _: UserId,
        _: &Email,
        _: Timestamp,
        _: Limit,
    ) -> Result<Vec<EventView>, StoreError> {
        self.answer(|| self.events.lock().unwrap().clone()).await
    }
}

#[async_trait]
impl VenueQueries for FakeQueries {
    async fn find(&self, id: VenueId) -> Result<Option<Venue>, StoreError> {
        self.answer(|| self.venues.lock().unwrap().items.iter().find(|venue| venue.id == id).cloned()).await
    }

    async fn list(&self, _: &VenueFilter, _: &PageRequest) -> Result<Page<Venue>, StoreError> {
        self.answer(|| self.venues.lock().unwrap().clone()).await
    }

    async fn count(&self, _: &VenueFilter) -> Result<u64, StoreError> {
        self.answer(|| self.venues.lock().unwrap().items.len() as u64).await
    }
}

/// What is kept under a key, and since which generation.
type Kept = HashMap<(CacheGroup, String), (u64, Vec<u8>)>;

/// Keeps everything until it is invalidated.
#[derive(Default)]
pub struct FakeCache {
    generation: Mutex<u64>,
    kept: Mutex<Kept>,
    last_ttl: Mutex<Option<Duration>>,
}

impl FakeCache {
    /// For how long the last answer was to be kept.
    pub fn last_ttl(&self) -> Option<Duration> {
        *self.last_ttl.lock().unwrap()
    }

    /// Puts this in the place of everything that is kept.
    pub fn spoil(&self, bytes: &[u8]) {
        self.kept.lock().unwrap().values_mut().for_each(|(_, kept)| *kept = bytes.to_vec());
    }
}

#[async_trait]
impl Cache for FakeCache {
    async fn get(&self, group: CacheGroup, key: &str) -> Lookup {
        let generation = *self.generation.lock().unwrap();
        match self.kept.lock().unwrap().get(&(group, key.to_owned())) {
            Some((since, bytes)) if *since == generation => Lookup::Hit(bytes.clone()),
            _ => Lookup::Miss(Vacancy { generation, since: Instant::now() }),
        }
    }

    async fn put(&self, group: CacheGroup, key: &str, vacancy: Vacancy, value: &[u8], ttl: Duration) {
        *self.last_ttl.lock().unwrap() = Some(ttl);
        self.kept.lock().unwrap().insert((group, key.to_owned()), (vacancy.generation, value.to_vec()));
    }

    async fn invalidate(&self, _: CacheGroup) {
        *self.generation.lock().unwrap() += 1;
    }
}
