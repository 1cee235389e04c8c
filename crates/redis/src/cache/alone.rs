use std::sync::atomic::{AtomicU64, Ordering};

use fasttrack_domain::ports::CacheGroup;

/// Set in every generation that is given out without Redis, and in none of those in Redis.
const NOT_REDIS: u64 = 1 << 63;

/// The generations of this process, for as long as it is without Redis.
///
/// Nothing is kept under them. They say who may share a question: those who look between two
/// invalidations of this process, and during one absence of Redis. What others forget meanwhile,
/// nobody can know.
#[derive(Default)]
pub(crate) struct Alone {
    events: AtomicU64,
    venues: AtomicU64,
}

impl Alone {
    pub(crate) fn current(&self, group: CacheGroup) -> u64 {
        self.of(group).load(Ordering::SeqCst) | NOT_REDIS
    }

    pub(crate) fn advance(&self, group: CacheGroup) {
        self.of(group).fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn advance_all(&self) {
        for group in CacheGroup::ALL {
            self.advance(group);
        }
    }

    const fn of(&self, group: CacheGroup) -> &AtomicU64 {
        match group {
            CacheGroup::Events => &self.events,
            CacheGroup::Venues => &self.venues,
        }
    }
}

/// Whether a generation was given out without Redis.
pub(crate) const fn is_alone(generation: u64) -> bool {
    generation & NOT_REDIS != 0
}
