//! What is tried again, how often, and what is left behind.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use fasttrack_domain::Constraint;
use fasttrack_test_support::{Committed, FakeStore, FakeUnitOfWork};

use super::*;
use crate::{
    events::EventError,
    testing::{busy, down, failing_at_commit, must_be_send, store_of},
};

/// As many units as a test may need, and whether each was committed.
fn units<const N: usize>() -> (FakeStore, [Committed; N]) {
    let units = std::array::from_fn::<_, N, _>(|_| FakeUnitOfWork::default());
    let committed = units.each_ref().map(FakeUnitOfWork::committed);
    (units.into_iter().fold(FakeStore::default(), FakeStore::then), committed)
}

/// Does nothing but commit.
async fn commit(unit: Box<dyn UnitOfWork>) -> Result<(), StoreError> {
    unit.commit().await
}

#[tokio::test]
async fn a_unit_is_committed_and_its_result_handed_back() {
    let (store, [committed]) = units();
    let result = in_unit::<_, StoreError, _, _>(&store, async |unit| {
        unit.commit().await?;
        Ok(7)
    });
    assert_eq!(result.await.unwrap(), 7);
    assert!(committed.get());
}

#[tokio::test]
async fn work_that_met_another_unit_starts_again_in_a_new_one() {
    let (store, [first, second, third]) = units();
    let runs = AtomicU32::new(0);
    let result = in_unit(&store, async |unit| {
        if runs.fetch_add(1, Ordering::Relaxed) < 2 {
            return Err(busy());
        }
        unit.commit().await
    });
    result.await.unwrap();
    assert_eq!(runs.into_inner(), 3);
    assert_eq!([first.get(), second.get(), third.get()], [false, false, true]);
}

#[tokio::test]
async fn the_third_attempt_is_the_last() {
    let (store, [.., last]) = units::<4>();
    let result = in_unit::<(), _, _, _>(&store, async |_| Err(busy())).await;
    assert!(matches!(result, Err(StoreError::Contention(_))), "{result:?}");
    assert_eq!(store.left(), 1);
    assert!(!last.get());
}

#[tokio::test]
async fn beginning_is_tried_again_too() {
    let unit = FakeUnitOfWork::default();
    let committed = unit.committed();
    let store = FakeStore::default().failing(busy()).failing(busy()).then(unit);
    in_unit(&store, commit).await.unwrap();
    assert!(committed.get());

    let store = FakeStore::default().failing(busy()).failing(busy()).failing(busy()).failing(busy());
    assert!(matches!(in_unit(&store, commit).await, Err(StoreError::Contention(_))));
    assert_eq!(store.left(), 1);
}

#[tokio::test]
async fn committing_is_tried_again_with_all_the_work_before_it() {
    let refused = failing_at_commit(FakeUnitOfWork::default(), busy());
    let unit = FakeUnitOfWork::default();
    let (first, second) = (refused.committed(), unit.committed());
    let store = FakeStore::default().then(refused).then(unit);
    let runs = AtomicU32::new(0);
    let result = in_unit(&store, async |unit| {
        runs.fetch_add(1, Ordering::Relaxed);
        unit.commit().await
    });
    result.await.unwrap();
    assert_eq!(runs.into_inner(), 2);
    assert_eq!([first.get(), second.get()], [false, true]);
}

/// After `Unavailable` at commit the outcome is unknown: trying again could do the work twice.
#[tokio::test]
async fn no_other_error_of_the_store_is_tried_again() {
    let errors =
        [down(), StoreError::Backend("broken".into()), StoreError::Conflict(Constraint::VenueDoubleBooked)];
    for error in errors {
        let expected = error.to_string();
        let refused = failing_at_commit(FakeUnitOfWork::default(), error);
        let store = FakeStore::default().then(refused).then(FakeUnitOfWork::default());
        let result = in_unit(&store, commit).await;
        assert_eq!(result.unwrap_err().to_string(), expected);
        assert_eq!(store.left(), 1, "{expected}");
    }

    let store = FakeStore::default().failing(down()).then(FakeUnitOfWork::default());
    assert!(matches!(in_unit(&store, commit).await, Err(StoreError::Unavailable(_))));
    assert_eq!(store.left(), 1);
}

#[tokio::test]
async fn a_refusal_is_final_and_rolls_back() {
    let (store, [first, second]) = units();
    let result = in_unit::<(), _, _, _>(&store, async |_| Err(EventError::Stale)).await;
    assert!(matches!(result, Err(EventError::Stale)), "{result:?}");
    assert_eq!([first.get(), second.get()], [false, false]);
    assert_eq!(store.left(), 1);
}

#[tokio::test]
async fn work_that_does_not_commit_rolls_back() {
    let (store, [committed]) = units();
    in_unit::<_, StoreError, _, _>(&store, async |_| Ok(())).await.unwrap();
    assert!(!committed.get());
}

#[test]
fn a_unit_can_move_between_threads() {
    let store: Arc<dyn Store> = store_of(FakeUnitOfWork::default());
    must_be_send(in_unit(&*store, commit));
}
