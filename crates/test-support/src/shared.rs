//! What processes share, for tests that are about one: it keeps nothing, and remembers what it was
//! told.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_domain::{
    ports::{Announcement, Bus, Cache, CacheGroup, Listener, Lookup, Vacancy},
    session::SessionId,
};

/// Remembers what was announced; nobody hears it.
#[derive(Default)]
pub struct FakeBus(Mutex<Vec<Announcement>>);

impl FakeBus {
    /// All that was announced, in order.
    #[must_use]
    pub fn announced(&self) -> Vec<Announcement> {
        self.0.lock().unwrap().clone()
    }

    /// The sessions of which it was announced that they ended.
    #[must_use]
    pub fn sessions_ended(&self) -> Vec<SessionId> {
        let ended = |announcement| match announcement {
            Announcement::SessionEnded(id) => Some(id),
            Announcement::EventChanged(_) | Announcement::EventsChanged | Announcement::ApiKeysChanged => {
                None
            }
        };
        self.announced().into_iter().filter_map(ended).collect()
    }
}

#[async_trait]
impl Bus for FakeBus {
    fn publish(&self, announcement: Announcement) {
        self.0.lock().unwrap().push(announcement);
    }

    fn subscribe(&self, _: Arc<dyn Listener>) {}

    async fn flush(&self) {}
}

/// Keeps nothing, and remembers which groups were invalidated.
#[derive(Default)]
pub struct FakeCache(Mutex<Vec<CacheGroup>>);

impl FakeCache {
    /// The groups, in order.
    #[must_use]
    pub fn invalidated(&self) -> Vec<CacheGroup> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Cache for FakeCache {
    async fn get(&self, _: CacheGroup, _: &str) -> Lookup {
        Lookup::Miss(Vacancy { generation: 0, since: Instant::now() })
    }

    async fn put(&self, _: CacheGroup, _: &str, _: Vacancy, _: &[u8], _: Duration) {}

    async fn invalidate(&self, group: CacheGroup) {
        self.0.lock().unwrap().push(group);
    }
}
