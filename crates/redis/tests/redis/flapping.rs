//! A Redis that comes and goes while everybody reads, fills and forgets.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use fasttrack_domain::ports::{Cache as _, CacheGroup, Lookup};
use fasttrack_redis::RedisCache;
use fasttrack_test_support::redis::RedisServer;
use tokio::task::JoinSet;

use crate::support::{LONG, connect, hasty};

const GROUP: CacheGroup = CacheGroup::Events;
const WRITERS: usize = 2;
const READERS: usize = 3;
const FAULTS: usize = 12;

/// A store with one number in it, and what one process knows about it.
#[derive(Default)]
struct Model {
    number: AtomicU64,
    /// The greatest number whose invalidation has returned in this process.
    floor: AtomicU64,
    hits: AtomicU64,
    done: AtomicBool,
}

/// The process that forgets is never given anything older; another one that cannot know, and that
/// fills the cache with what it reads, does not change that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_forgot_it_is_never_given_again() {
    let server = RedisServer::own();
    let model = Arc::new(Model::default());
    let mut caches = Vec::new();
    for _ in 0..2 {
        let mut settings = hasty(server.url());
        settings.pause = Duration::from_millis(10);
        settings.response_timeout = Duration::from_millis(50);
        caches.push(Arc::new(RedisCache::new(&connect(settings).await)));
    }
    let mut tasks = JoinSet::new();
    for _ in 0..WRITERS {
        tasks.spawn(write(Arc::clone(&caches[0]), Arc::clone(&model)));
    }
    for i in 0..2 * READERS {
        tasks.spawn(read(Arc::clone(&caches[i % 2]), Arc::clone(&model), i % 2 == 0));
    }
    for fault in 0..FAULTS {
        if fault % 3 < 2 {
            server.freeze();
            // Longer than an answer may take: this is the fault, not a wait for something.
            tokio::time::sleep(Duration::from_millis(120)).await;
            server.thaw();
        } else {
            server.stop().await;
            server.start().await;
        }
        let (hits, number) = (model.hits.load(Ordering::SeqCst), model.number.load(Ordering::SeqCst));
        while model.hits.load(Ordering::SeqCst) < hits + 100
            || model.number.load(Ordering::SeqCst) < number + 20
        {
            tokio::task::yield_now().await;
            // Also ends when a reader has failed.
            if tasks.try_join_next().is_some() {
                break;
            }
        }
    }
    model.done.store(true, Ordering::SeqCst);
    tasks.join_all().await;
}

async fn write(cache: Arc<RedisCache>, model: Arc<Model>) {
    while !model.done.load(Ordering::SeqCst) {
        let number = model.number.fetch_add(1, Ordering::SeqCst) + 1;
        cache.invalidate(GROUP).await;
        model.floor.fetch_max(number, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn read(cache: Arc<RedisCache>, model: Arc<Model>, of_the_process_that_forgets: bool) {
    while !model.done.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
        let floor = model.floor.load(Ordering::SeqCst);
        match cache.get(GROUP, "number").await {
            Lookup::Hit(bytes) => {
                let number = u64::from_be_bytes(bytes.try_into().unwrap());
                let old = of_the_process_that_forgets && number < floor;
                assert!(!old, "{number} was given when {floor} was certain");
                model.hits.fetch_add(u64::from(of_the_process_that_forgets), Ordering::SeqCst);
            }
            Lookup::Miss(vacancy) => {
                let number = model.number.load(Ordering::SeqCst);
                tokio::task::yield_now().await;
                cache.put(GROUP, "number", vacancy, &number.to_be_bytes(), LONG).await;
            }
        }
    }
}
