use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fasttrack_domain::{
    text::{City, FoldedKey},
    venue::Coordinates,
};
use tokio::time::Instant;

/// Where a city is.
#[derive(Clone, Copy)]
pub(super) enum Whereabouts {
    At(Coordinates),
    /// Nobody has heard of it.
    Nowhere,
}

/// Where cities were found, and which were not: so many, for so long.
pub(super) struct KnownCities {
    max: usize,
    ttl: Duration,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    found: HashMap<FoldedKey, Whereabouts>,
    /// All are kept for the same time, so the oldest is also the first to go.
    oldest_first: VecDeque<(Instant, FoldedKey)>,
}

impl KnownCities {
    pub(super) fn new(max: usize, ttl: Duration) -> Self {
        Self { max, ttl, memory: Mutex::default() }
    }

    pub(super) fn get(&self, city: &City) -> Option<Whereabouts> {
        self.memory().found.get(&FoldedKey::of(city.as_str())).copied()
    }

    pub(super) fn put(&self, city: &City, whereabouts: Whereabouts) {
        let key = FoldedKey::of(city.as_str());
        let mut memory = self.memory();
        // Two that asked at the same time found the same.
        if self.max == 0 || memory.found.contains_key(&key) {
            return;
        }
        if memory.found.len() >= self.max {
            memory.forget_oldest();
        }
        memory.found.insert(key.clone(), whereabouts);
        memory.oldest_first.push_back((Instant::now(), key));
    }

    /// Without what is too old.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        while memory.oldest_first.front().is_some_and(|(since, _)| since.elapsed() >= self.ttl) {
            memory.forget_oldest();
        }
        memory
    }
}

impl Memory {
    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.oldest_first.pop_front() {
            self.found.remove(&key);
        }
    }
}
