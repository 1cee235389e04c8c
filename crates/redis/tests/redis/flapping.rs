//! A Redis that comes and goes while everybody reads, fills and forgets.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use fasttrack_domain::ports::{Cache as _, CacheGroup, Lookup};
use fasttrack_redis::RedisCache;
use fasttrack_test_support::{proxy::FaultProxy, redis::RedisServer};
use tokio::{task::JoinSet, time::sleep};

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

/// Another process, which cannot know and fills the cache with what it reads, does not change that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_forgot_it_is_never_given_again() {
    let server = RedisServer::own();
    let proxy = FaultProxy::before(server.url());
    let model = Arc::new(Model::default());
    let mut tasks = JoinSet::new();
    for (url, forgets) in [(proxy.url(), true), (server.url(), false)] {
        let mut settings = hasty(url);
        settings.pause = Duration::from_millis(10);
        let cache = Arc::new(RedisCache::new(&connect(settings).await));
        for _ in 0..READERS {
            tasks.spawn(read(Arc::clone(&cache), Arc::clone(&model), forgets));
        }
        for _ in 0..if forgets { WRITERS } else { 0 } {
            tasks.spawn(write(Arc::clone(&cache), Arc::clone(&model)));
        }
    }
    for fault in 0..FAULTS {
        match fault % 4 {
            0 => proxy.reset(),
            1 => proxy.refuse().await,
            2 => server.freeze(),
            _ => proxy.black_hole(),
        }
        // Longer than an answer may take: this is the fault, not a wait for something.
        sleep(Duration::from_millis(120)).await;
        server.thaw();
        proxy.heal().await;
        // What Redis has done is known here a bit later: time for others to be faster.
        proxy.latency(Duration::from_millis(5));
        let (hits, number) = (model.hits.load(Ordering::SeqCst), model.number.load(Ordering::SeqCst));
        let deadline = Instant::now() + Duration::from_secs(20);
        let recovered = || {
            model.hits.load(Ordering::SeqCst) >= hits + 20
                && model.number.load(Ordering::SeqCst) >= number + 20
        };
        while !recovered() {
            assert!(Instant::now() < deadline, "it does not come back");
            sleep(Duration::from_millis(1)).await;
            if let Some(ended) = tasks.try_join_next() {
                panic!("it ended before its time: {ended:?}");
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
        sleep(Duration::from_millis(1)).await;
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
