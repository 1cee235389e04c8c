use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use fasttrack_domain::ports::{Decision, Quota, RateLimiter};
use governor::{
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};

/// The limits of one quota.
struct Limits {
    limiter: governor::RateLimiter<Box<str>, States, DefaultClock, StateInformationMiddleware>,
    states: States,
}

/// How each key stands. The limiter keeps its states to itself and forgets none, so it shares them.
#[derive(Clone, Default)]
struct States(Arc<DashMapStateStore<Box<str>>>);

impl StateStore for States {
    type Key = Box<str>;

    fn measure_and_replace<T, F, E>(&self, key: &Box<str>, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, measure)
    }
}

impl ShrinkableKeyedStateStore<Box<str>> for States {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&*self.0, drop_below);
    }

    fn shrink_to_fit(&self) {
        self.0.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The rate limiter port within one process.
pub struct MemoryRateLimiter {
    limits: RwLock<HashMap<Quota, Arc<Limits>>>,
    clock: DefaultClock,
    capacity: usize,
    checks: AtomicUsize,
}

impl MemoryRateLimiter {
    /// How many keys of one quota are remembered where nothing else is set: some ten megabytes.
    pub const DEFAULT_CAPACITY: usize = 100_000;

    /// How often in a capacity it is looked whether there are too many.
    const LOOKS: usize = 8;

    /// Remembers so many keys of each quota, and an eighth more. Those that have all of their quota
    /// again are forgotten first, which makes no difference to them. If there are still too many, so
    /// are all: better that somebody with very many names gets a quota twice, which they have anyway,
    /// than that the process runs out of memory.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            limits: RwLock::default(),
            clock: DefaultClock::default(),
            capacity,
            checks: AtomicUsize::new(0),
        }
    }

    /// The limits of this quota.
    fn of(&self, quota: Quota) -> Arc<Limits> {
        let known = self.limits.read().unwrap_or_else(PoisonError::into_inner).get(&quota).cloned();
        known.unwrap_or_else(|| {
            let mut limits = self.limits.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(limits.entry(quota).or_insert_with(|| Arc::new(limits_of(quota))))
        })
    }

    /// Forgets what need not be remembered, now and then.
    fn shed(&self) {
        let every = (self.capacity / Self::LOOKS).max(1);
        if !self.checks.fetch_add(1, Ordering::Relaxed).wrapping_add(1).is_multiple_of(every) {
            return;
        }
        let all = self.limits.read().unwrap_or_else(PoisonError::into_inner).clone();
        for (quota, limits) in all {
            if limits.states.len() <= self.capacity {
                continue;
            }
            limits.limiter.retain_recent();
            limits.limiter.shrink_to_fit();
            if limits.states.len() > self.capacity {
                let mut all = self.limits.write().unwrap_or_else(PoisonError::into_inner);
                all.insert(quota, Arc::new(limits_of(quota)));
            }
        }
    }

    /// How many keys are remembered, of all quotas.
    #[must_use]
    pub fn remembered(&self) -> usize {
        let all = self.limits.read().unwrap_or_else(PoisonError::into_inner);
        all.values().map(|limits| limits.states.len()).sum()
    }
}

impl Default for MemoryRateLimiter {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

#[async_trait]
impl RateLimiter for MemoryRateLimiter {
    async fn check(&self, key: &str, quota: Quota) -> Decision {
        self.shed();
        match self.of(quota).limiter.check_key(&key.into()) {
            Ok(left) => {
                let remaining = left.remaining_burst_capacity();
                // Of what comes back next, a part may be there already: at the latest by then.
                let reset = interval(quota) * (quota.burst.get() - remaining);
                Decision::Allowed { remaining, reset }
            }
            Err(until) => Decision::Refused { retry_after: until.wait_time_from(self.clock.now()) },
        }
    }

    async fn forget(&self, key: &str, quota: Quota) {
        self.of(quota).states.0.remove(key);
    }
}

/// The longest window that is counted by, ten years: the limits count nanoseconds in 64 bits.
const MAX_WINDOW: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// How long it takes until one more may be done.
fn interval(quota: Quota) -> Duration {
    quota.interval().clamp(Duration::from_nanos(1), MAX_WINDOW / quota.burst.get())
}

fn limits_of(quota: Quota) -> Limits {
    // None only for an interval of zero, which there is not.
    let steady = governor::Quota::with_period(interval(quota));
    let steady = steady.unwrap_or(governor::Quota::per_second(quota.burst));
    let (steady, states) = (steady.allow_burst(quota.burst), States::default());
    let limiter = governor::RateLimiter::new(steady, states.clone(), DefaultClock::default());
    Limits { limiter, states }
}
