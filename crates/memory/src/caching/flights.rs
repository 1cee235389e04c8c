use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use fasttrack_domain::StoreError;
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared, WeakShared},
};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

/// What everybody on a flight gets. The error is shared, too.
type Outcome<T> = Result<T, Arc<StoreError>>;
type Flight<T> = BoxFuture<'static, Outcome<T>>;

/// Questions on their way to the store. Who asks what is being asked already, gets that answer.
///
/// A flight goes on as long as anybody waits for it: whoever began it may hang up. It is not joined
/// any more when it is so old that its answer, were it kept, would not be used either.
pub(super) struct Flights<K, T> {
    under_way: Mutex<Board<K, T>>,
    joined_for: Duration,
    /// The runtime on which they fly, whoever begins them: theirs may end while others still wait.
    home: Handle,
}

/// All that are under way, and some that have ended and were not yet swept away.
struct Board<K, T> {
    flights: HashMap<K, UnderWay<T>>,
    /// With so many of them it is time to sweep.
    sweep_at: usize,
}

struct UnderWay<T> {
    since: Instant,
    flight: WeakShared<Flight<T>>,
}

impl<K: Eq + Hash, T: Clone + Send + Sync + 'static> Flights<K, T> {
    /// Fewer than this are never swept.
    const FEW: usize = 64;

    /// Flights that are joined for so long. Within the runtime that outlives them all.
    pub(super) fn new(joined_for: Duration) -> Self {
        let board = Board { flights: HashMap::new(), sweep_at: Self::FEW };
        Self { under_way: Mutex::new(board), joined_for, home: Handle::current() }
    }

    /// Joins the flight of this key that is under way, or begins it.
    pub(super) async fn share(
        &self,
        key: K,
        begin: impl FnOnce() -> BoxFuture<'static, Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.join(key, begin).await.map_err(of_all)
    }

    fn join(
        &self,
        key: K,
        begin: impl FnOnce() -> BoxFuture<'static, Result<T, StoreError>>,
    ) -> Shared<Flight<T>> {
        let mut board = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let young = board.flights.get(&key).filter(|one| one.since.elapsed() < self.joined_for);
        if let Some(flight) = young.and_then(|one| one.flight.upgrade()) {
            return flight;
        }
        let flying = AbortOnDropHandle::new(self.home.spawn(begin()));
        let landed = async move {
            match flying.await {
                Ok(outcome) => outcome.map_err(Arc::new),
                // It panicked, or its runtime has ended.
                Err(lost) => Err(Arc::new(StoreError::Unavailable(lost.into()))),
            }
        };
        let flight = landed.boxed().shared();
        if board.flights.len() >= board.sweep_at {
            board.flights.retain(|_, one| one.flight.upgrade().is_some());
            // Twice what is left: so each flight is looked at a few times, however many there are.
            board.sweep_at = Self::FEW.max(2 * board.flights.len());
        }
        if let Some(weak) = flight.downgrade() {
            board.flights.insert(key, UnderWay { since: Instant::now(), flight: weak });
        }
        flight
    }
}

/// The same kind of error for each of those who share it.
fn of_all(error: Arc<StoreError>) -> StoreError {
    match &*error {
        StoreError::Conflict(rule) => StoreError::Conflict(*rule),
        StoreError::Contention(_) => StoreError::Contention(error.into()),
        StoreError::Unavailable(_) => StoreError::Unavailable(error.into()),
        StoreError::Backend(_) => StoreError::Backend(error.into()),
    }
}
