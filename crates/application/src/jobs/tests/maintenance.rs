use std::{sync::Arc, time::Duration};

use fasttrack_domain::{StoreError, time::Timestamp};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, FixedClock, instant};

use crate::{
    jobs::Maintenance,
    testing::{Written, busy, down},
};

/// Jobs are kept for a day, sessions for two, the audit log for forty.
pub(super) fn on(store: Arc<FakeStore>) -> Maintenance {
    let job_retention = Duration::from_secs(24 * 60 * 60);
    let session_retention = 2 * job_retention;
    let audit_retention = 40 * job_retention;
    let clock = Arc::new(FixedClock::default());
    Maintenance { store, clock, job_retention, session_retention, audit_retention }
}

/// A unit that finds so many to remove, and what it was asked.
fn unit_removing(found: u64) -> (FakeUnitOfWork, Written<(Timestamp, u16)>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.jobs.expect_prune().returning(move |before, most| {
        log.push((before, most));
        Ok(found.min(u64::from(most)))
    });
    (unit, written)
}

/// As above, of lines of reports.
fn unit_removing_lines(found: u64) -> (FakeUnitOfWork, Written<(Timestamp, u16)>) {
    let mut unit = FakeUnitOfWork::default();
    let written = Written::by(&unit);
    let log = written.clone();
    unit.imports.expect_prune().returning(move |before, most| {
        log.push((before, most));
        Ok(found.min(u64::from(most)))
    });
    (unit, written)
}

/// A store that has no reports to remove before anything else.
fn store() -> FakeStore {
    FakeStore::default().then(unit_removing_lines(0).0)
}

#[tokio::test]
async fn what_is_too_old_goes_in_batches_until_nothing_is_left() {
    let (first, first_written) = unit_removing(1_000_000);
    let (second, second_written) = unit_removing(3);
    let store = Arc::new(store().then(first).then(second));

    let removed = on(store).prune_jobs().await.unwrap();

    assert_eq!(removed, u64::from(Maintenance::BATCH) + 3);
    let asked = (instant("2029-12-31T12:00:00Z"), Maintenance::BATCH);
    assert_eq!(first_written.lasting(), [asked]);
    assert_eq!(second_written.lasting(), [asked]);
}

#[tokio::test]
async fn what_is_kept_for_ever_is_never_removed() {
    let (unit, written) = unit_removing(0);
    let store = Arc::new(store().then(unit));
    let maintenance = Maintenance { job_retention: Duration::MAX, ..on(store) };
    assert_eq!(maintenance.prune_jobs().await.unwrap(), 0);
    assert_eq!(written.lasting(), [(Timestamp::EPOCH, Maintenance::BATCH)]);
}

#[tokio::test]
async fn another_unit_in_the_way_costs_an_attempt_and_an_outage_the_rest() {
    let (unit, written) = unit_removing(u64::from(Maintenance::BATCH));
    let store = Arc::new(store().failing(busy()).then(unit).failing(down()));
    let result = on(store).prune_jobs().await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    assert_eq!(written.lasting().len(), 1);
}

#[tokio::test]
async fn reports_go_before_their_jobs_and_in_batches_of_their_own() {
    let (first, first_written) = unit_removing_lines(1_000_000);
    let (second, second_written) = unit_removing_lines(3);
    let (jobs, jobs_written) = unit_removing(0);
    let store = Arc::new(FakeStore::default().then(first).then(second).then(jobs));

    assert_eq!(on(store).prune_jobs().await.unwrap(), 0);

    let before = instant("2029-12-31T12:00:00Z");
    for written in [first_written, second_written] {
        assert_eq!(written.lasting(), [(before, Maintenance::REPORT_BATCH)]);
    }
    assert_eq!(jobs_written.lasting(), [(before, Maintenance::BATCH)]);
}

#[tokio::test]
async fn old_sessions_go_in_batches_until_nothing_is_left() {
    let mut units = [1_000_000, 7].map(|found| {
        let mut unit = FakeUnitOfWork::default();
        let written = Written::by(&unit);
        let log = written.clone();
        unit.sessions.expect_prune().returning(move |before, most| {
            log.push((before, most));
            Ok(found)
        });
        (unit, written)
    });
    let store = FakeStore::default();
    let store = units.iter_mut().fold(store, |store, (unit, _)| store.then(std::mem::take(unit)));

    assert_eq!(on(Arc::new(store)).prune_sessions().await.unwrap(), 1_000_007);
    for (_, written) in units {
        assert_eq!(written.lasting(), [(instant("2029-12-30T12:00:00Z"), Maintenance::BATCH)]);
    }
}

#[tokio::test]
async fn answers_go_in_batches_when_their_time_is_over() {
    let mut units = [u64::from(Maintenance::BATCH), 7].map(|found| {
        let mut unit = FakeUnitOfWork::default();
        let written = Written::by(&unit);
        let log = written.clone();
        unit.idempotency.expect_prune().returning(move |before, most| {
            log.push((before, most));
            Ok(found)
        });
        (unit, written)
    });
    let store = FakeStore::default();
    let store = units.iter_mut().fold(store, |store, (unit, _)| store.then(std::mem::take(unit)));

    assert_eq!(on(Arc::new(store)).prune_idempotency_keys().await.unwrap(), 507);
    for (_, written) in units {
        assert_eq!(written.lasting(), [(instant("2030-01-01T12:00:00Z"), Maintenance::BATCH)]);
    }
}

#[tokio::test]
async fn the_audit_log_is_kept_as_long_as_is_said_and_no_shorter_than_stores_keep_it() {
    let day = Duration::from_secs(24 * 60 * 60);
    for (retention, before) in [(40 * day, "2029-11-22T12:00:00Z"), (Duration::ZERO, "2029-12-02T12:00:00Z")]
    {
        let mut full = FakeUnitOfWork::default();
        full.audit.old = 1_000_000;
        let mut last = FakeUnitOfWork::default();
        last.audit.old = 7;
        let logs = [full.audit_log(), last.audit_log()];
        let store = Arc::new(FakeStore::default().then(full).then(last));
        let maintenance = Maintenance { audit_retention: retention, ..on(store) };
        assert_eq!(maintenance.prune_audit().await.unwrap(), u64::from(Maintenance::BATCH) + 7);
        for log in logs {
            assert_eq!(log.pruned(), [(instant(before), Maintenance::BATCH)]);
        }
    }
}

#[tokio::test]
async fn keys_that_expired_go_in_batches_until_nothing_is_left() {
    let mut units = [1_000_000, 7].map(|found| {
        let mut unit = FakeUnitOfWork::default();
        let written = Written::by(&unit);
        let log = written.clone();
        unit.api_keys.expect_prune().returning(move |before, most| {
            log.push((before, most));
            Ok(found)
        });
        (unit, written)
    });
    let store = FakeStore::default();
    let store = units.iter_mut().fold(store, |store, (unit, _)| store.then(std::mem::take(unit)));

    assert_eq!(on(Arc::new(store)).prune_api_keys().await.unwrap(), 1_000_007);
    for (_, written) in units {
        assert_eq!(written.lasting(), [(instant("2029-12-30T12:00:00Z"), Maintenance::BATCH)]);
    }
}
