//! No look at an event is lost, and none is counted twice.

use std::{sync::Arc, thread};

use fasttrack_domain::{StoreError, event::EventId};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, unique_id};

use crate::{
    events::ViewCounts,
    testing::{Written, busy, down, failing_at_commit, store_of, untouched_store},
};

fn an_id() -> EventId {
    EventId::new(unique_id())
}

type Views = Vec<(EventId, u64)>;

/// A unit that adds views, sorted so that they can be compared.
fn adding_unit() -> (FakeUnitOfWork, Written<Views>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.counters.expect_add_views().returning(move |views| {
        let mut views = views.to_vec();
        views.sort();
        log.push(views);
        Ok(())
    });
    (unit, written)
}

fn failing_unit(error: fn() -> StoreError) -> FakeUnitOfWork {
    let mut unit = FakeUnitOfWork::default();
    unit.counters.expect_add_views().returning(move |_| Err(error()));
    unit
}

#[tokio::test]
async fn looks_are_written_once() {
    let (a, b) = (an_id(), an_id());
    let (unit, written) = adding_unit();
    let counts = ViewCounts::new(store_of(unit));
    for id in [a, b, a, a] {
        counts.record(id);
    }

    counts.flush().await.unwrap();
    // There is no second unit: this one finds nothing to write.
    counts.flush().await.unwrap();

    assert_eq!(written.lasting(), [[(a, 3), (b, 1)]]);
}

#[tokio::test]
async fn nothing_to_write_opens_no_unit() {
    ViewCounts::new(untouched_store()).flush().await.unwrap();
}

#[tokio::test]
async fn a_flush_that_fails_loses_nothing() {
    let (a, b) = (an_id(), an_id());
    let (unit, written) = adding_unit();
    let refused = failing_at_commit(adding_unit().0, down());
    let store = FakeStore::default().failing(down()).then(failing_unit(down)).then(refused).then(unit);
    let counts = ViewCounts::new(Arc::new(store));

    counts.record(a);
    for _ in 0..3 {
        assert!(matches!(counts.flush().await, Err(StoreError::Unavailable(_))));
        counts.record(b);
    }
    counts.flush().await.unwrap();

    assert_eq!(written.lasting(), [[(a, 1), (b, 3)]]);
}

#[tokio::test]
async fn a_flush_in_the_way_of_another_unit_counts_once() {
    let a = an_id();
    let (unit, written) = adding_unit();
    let store = FakeStore::default().then(failing_unit(busy)).then(unit);
    let counts = ViewCounts::new(Arc::new(store));
    counts.record(a);
    counts.flush().await.unwrap();
    assert_eq!(written.lasting(), [[(a, 1)]]);
}

/// Looks go on while a flush waits for the database, whether or not it succeeds.
#[tokio::test]
async fn looks_during_a_flush_belong_to_the_next() {
    let (a, b) = (an_id(), an_id());
    for fails in [false, true] {
        let (mut first, mut second) = (FakeUnitOfWork::default(), FakeUnitOfWork::default());
        let (early, late) = (Written::by(&first), Written::by(&second));
        let counts = Arc::<std::sync::OnceLock<ViewCounts>>::default();
        let (during, log) = (Arc::clone(&counts), early.clone());
        first.counters.expect_add_views().returning(move |views| {
            during.get().unwrap().record(b);
            log.push(views.to_vec());
            if fails { Err(down()) } else { Ok(()) }
        });
        let log = late.clone();
        second.counters.expect_add_views().returning(move |views| {
            let mut views = views.to_vec();
            views.sort();
            log.push(views);
            Ok(())
        });
        let store = FakeStore::default().then(first).then(second);
        let counts = counts.get_or_init(|| ViewCounts::new(Arc::new(store)));

        counts.record(a);
        assert_eq!(counts.flush().await.is_err(), fails);
        counts.flush().await.unwrap();

        let written = [early.lasting(), late.lasting()].concat().concat();
        assert_eq!(written, [(a, 1), (b, 1)], "fails: {fails}");
    }
}

#[tokio::test]
async fn looks_from_many_threads_are_all_counted() {
    let (a, b) = (an_id(), an_id());
    let (unit, written) = adding_unit();
    let counts = ViewCounts::new(store_of(unit));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..500 {
                    counts.record(a);
                    counts.record(b);
                }
            });
        }
    });
    counts.flush().await.unwrap();
    assert_eq!(written.lasting(), [[(a, 4_000), (b, 4_000)]]);
}
