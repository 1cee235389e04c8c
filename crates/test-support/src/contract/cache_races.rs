use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use fasttrack_domain::ports::{CacheGroup, Lookup};
use tokio::{sync::Barrier, task::JoinSet};

use super::{
    Harness,
    cache::{LONG, vacancy},
};

const GROUP: CacheGroup = CacheGroup::Events;
const WRITERS: usize = 2;
const READERS: usize = 4;
const WRITES: usize = 300;

/// A store with one number in it, and what is known about it.
#[derive(Default)]
struct Model {
    /// The store.
    number: AtomicU64,
    /// The greatest number whose invalidation has returned: whoever looks from then on may not be
    /// given a smaller one.
    floor: AtomicU64,
    /// Whether the writers are done.
    done: AtomicBool,
}

pub(super) async fn what_was_read_before_an_invalidation_is_not_given_after_it(harness: &Harness) {
    let model = Arc::new(Model::default());
    let barrier = Arc::new(Barrier::new(WRITERS + READERS));
    let cache = |i: usize| Arc::clone(&harness.by_turns(i).cache);

    let mut writers = JoinSet::new();
    for i in 0..WRITERS {
        let (cache, model, barrier) = (cache(i), Arc::clone(&model), Arc::clone(&barrier));
        writers.spawn(async move {
            barrier.wait().await;
            for _ in 0..WRITES {
                let number = model.number.fetch_add(1, Ordering::SeqCst) + 1;
                cache.invalidate(GROUP).await;
                model.floor.fetch_max(number, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        });
    }
    let mut readers = JoinSet::new();
    for i in 0..READERS {
        let (cache, model, barrier) = (cache(i), Arc::clone(&model), Arc::clone(&barrier));
        readers.spawn(async move {
            barrier.wait().await;
            let mut hits = 0_u64;
            // At least once more when the writers are done, so that something is given at the end.
            let mut last_round = false;
            while !last_round {
                last_round = model.done.load(Ordering::SeqCst) && hits > 0;
                // The others want to run, too; a cache need not ever wait.
                tokio::task::yield_now().await;
                let floor = model.floor.load(Ordering::SeqCst);
                match cache.get(GROUP, "number").await {
                    Lookup::Hit(bytes) => {
                        hits += 1;
                        let number = u64::from_be_bytes(bytes.try_into().unwrap());
                        assert!(number >= floor, "{number} was given when {floor} was certain");
                    }
                    Lookup::Miss(vacancy) => {
                        let number = model.number.load(Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        cache.put(GROUP, "number", vacancy, &number.to_be_bytes(), LONG).await;
                    }
                }
            }
        });
    }
    writers.join_all().await;
    model.done.store(true, Ordering::SeqCst);
    readers.join_all().await;
}

pub(super) async fn of_a_fill_and_an_invalidation_at_once_the_fill_may_lose_only(harness: &Harness) {
    for round in 0..WRITES {
        let key = round.to_string();
        let before = vacancy(&*harness.here.cache, GROUP, &key).await;
        let barrier = Arc::new(Barrier::new(2));
        let mut both = JoinSet::new();
        let (cache, start, place) = (Arc::clone(&harness.here.cache), Arc::clone(&barrier), key.clone());
        both.spawn(async move {
            start.wait().await;
            cache.put(GROUP, &place, before, b"from before", LONG).await;
        });
        let (cache, start) = (Arc::clone(&harness.there.cache), Arc::clone(&barrier));
        both.spawn(async move {
            start.wait().await;
            cache.invalidate(GROUP).await;
        });
        both.join_all().await;
        for process in [&harness.here, &harness.there] {
            vacancy(&*process.cache, GROUP, &key).await;
        }
    }
}
