use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_domain::ports::{self, CacheGroup, Lookup, Vacancy};
use moka::{Expiry, future::Cache};

/// The cache port within one process, bounded by what the entries weigh.
///
/// Each group has a generation, which grows when the group is forgotten; each value carries the one
/// that it was filled under, and counts only while it is still the same.
pub struct MemoryCache {
    kept: Cache<(CacheGroup, Box<str>), Kept>,
    events: AtomicU64,
    venues: AtomicU64,
}

/// What is kept under a key.
#[derive(Clone)]
struct Kept {
    value: Arc<[u8]>,
    generation: u64,
    /// From then on it is not given any more; never, if that is too far away to be said.
    until: Option<Instant>,
}

impl MemoryCache {
    /// How much is kept where nothing else is set, in bytes: 32 MiB.
    pub const DEFAULT_CAPACITY: u64 = 32 << 20;

    /// What an entry takes beside its key and its value, roughly.
    const ENTRY_BYTES: usize = 256;

    /// A cache of so many bytes; keys and what an entry takes by itself count, too.
    #[must_use]
    pub fn new(capacity_bytes: u64) -> Self {
        let weigh = |(_, key): &(CacheGroup, Box<str>), kept: &Kept| {
            u32::try_from(key.len() + kept.value.len() + Self::ENTRY_BYTES).unwrap_or(u32::MAX)
        };
        Self {
            kept: Cache::builder()
                .max_capacity(capacity_bytes)
                .weigher(weigh)
                .expire_after(UntilItIsOver)
                .build(),
            events: AtomicU64::new(0),
            venues: AtomicU64::new(0),
        }
    }

    const fn generation(&self, group: CacheGroup) -> &AtomicU64 {
        match group {
            CacheGroup::Events => &self.events,
            CacheGroup::Venues => &self.venues,
        }
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

#[async_trait]
impl ports::Cache for MemoryCache {
    async fn get(&self, group: CacheGroup, key: &str) -> Lookup {
        let since = Instant::now();
        let found = self.kept.get(&(group, key.into())).await;
        let generation = self.generation(group).load(Ordering::SeqCst);
        match found {
            Some(kept) if kept.generation == generation && kept.until.is_none_or(|until| since < until) => {
                Lookup::Hit(kept.value.to_vec())
            }
            _ => Lookup::Miss(Vacancy { generation, since }),
        }
    }

    async fn put(&self, group: CacheGroup, key: &str, vacancy: Vacancy, value: &[u8], ttl: Duration) {
        let Vacancy { generation, since } = vacancy;
        let until = since.checked_add(ttl);
        let over = until.is_some_and(|until| until <= Instant::now());
        // Whether the generation is still the same is asked at every look. Asked here, too, it spares
        // the place of what would never be given.
        if over || generation != self.generation(group).load(Ordering::SeqCst) {
            return;
        }
        self.kept.insert((group, key.into()), Kept { value: value.into(), generation, until }).await;
    }

    async fn invalidate(&self, group: CacheGroup) {
        self.generation(group).fetch_add(1, Ordering::SeqCst);
    }
}

/// Makes room when an entry's time is over.
struct UntilItIsOver;

impl Expiry<(CacheGroup, Box<str>), Kept> for UntilItIsOver {
    fn expire_after_create(
        &self,
        _key: &(CacheGroup, Box<str>),
        kept: &Kept,
        created_at: Instant,
    ) -> Option<Duration> {
        Some(kept.until?.saturating_duration_since(created_at))
    }

    fn expire_after_update(
        &self,
        _key: &(CacheGroup, Box<str>),
        kept: &Kept,
        updated_at: Instant,
        _left: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.until?.saturating_duration_since(updated_at))
    }
}
