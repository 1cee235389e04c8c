use std::time::{Duration, Instant};

use async_trait::async_trait;

/// Keeps answers for a moment: for all processes where they share a server, else for this one.
///
/// It never fails. One that cannot be reached, or not in time, keeps nothing, and what it should
/// have forgotten is not given again after it is back.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Cache: Send + Sync {
    /// What is kept under a key.
    async fn get(&self, group: CacheGroup, key: &str) -> Lookup;

    /// Keeps a value until `ttl` after its vacancy was found; not at all when the group was
    /// invalidated since: the value may be from before.
    async fn put(&self, group: CacheGroup, key: &str, vacancy: Vacancy, value: &[u8], ttl: Duration);

    /// Forgets all that is kept of a group. When this returns, this process gets none of it any
    /// more, and the others that share the cache neither, if it can be reached.
    async fn invalidate(&self, group: CacheGroup);
}

/// What is forgotten together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CacheGroup {
    /// Lists and figures of events.
    Events,
    /// Venues and lists of them.
    Venues,
}

impl CacheGroup {
    /// Every group.
    pub const ALL: [Self; 2] = [Self::Events, Self::Venues];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Venues => "venues",
        }
    }
}

/// What a cache says to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// This is kept.
    Hit(Vec<u8>),
    /// Nothing is.
    Miss(Vacancy),
}

/// A place where something could be kept, as it was when somebody looked.
///
/// Whoever fills it read the store after that. If the group was invalidated in the meantime, what
/// was read may be from before, and the generation tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vacancy {
    /// Another one after each invalidation of the group. The cache's own business otherwise.
    pub generation: u64,
    /// When somebody looked: what is put here is not younger than that.
    pub since: Instant,
}
