use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use fasttrack_domain::{
    StoreError,
    ports::{Store as _, UserQueries},
};
use fasttrack_test_support::{a_password_hash, a_user};

use crate::support::Database;

#[tokio::test]
async fn another_process_that_writes_is_contention_within_the_time_out() {
    let database = Database::with(|settings| settings.busy_timeout = Duration::from_millis(200)).await;
    let mut other = database.raw();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();

    for _ in 0..2 {
        let started = Instant::now();
        let Err(error) = database.store.begin().await else { panic!("two writers at once") };
        assert!(matches!(error, StoreError::Contention(_)), "{error:?}");
        let waited = started.elapsed();
        assert!(waited >= Duration::from_millis(190) && waited < Duration::from_secs(2), "{waited:?}");
    }
    // Reading goes on meanwhile; and so does opening.
    assert_eq!(UserQueries::count(&database.store).await.unwrap(), 0);
    fasttrack_sqlite::SqliteStore::connect(&database.settings).await.unwrap();

    other.batch_execute("ROLLBACK").unwrap();
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&a_user("ada").build(), &a_password_hash()).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(UserQueries::count(&database.store).await.unwrap(), 1);
}

#[tokio::test]
async fn a_unit_that_does_not_end_makes_others_unavailable_not_hang() {
    let database = Database::with(|settings| settings.pool_wait = Duration::from_millis(100)).await;
    let unit = database.store.begin().await.unwrap();
    let Err(error) = database.store.begin().await else { panic!("two units at once") };
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    unit.commit().await.unwrap();
    database.store.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_reader_sees_one_state_while_a_writer_commits() {
    let database = Database::new().await;
    let mut reader = database.raw();
    reader.batch_execute("BEGIN; SELECT count(*) FROM users").unwrap();
    // An open snapshot does not keep the writer from writing.
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&a_user("ada").build(), &a_password_hash()).await.unwrap();
    unit.commit().await.unwrap();
    let count = "SELECT count(*) || '' AS text FROM users";
    assert_eq!(crate::support::texts(&mut reader, count), ["0"]);
    assert_eq!(UserQueries::count(&database.store).await.unwrap(), 1);
}

/// Back in its pool, the connection would keep the lock until somebody asks for it again.
#[tokio::test]
async fn a_dropped_unit_lets_go_of_the_lock_at_once() {
    let database = Database::new().await;
    let mut other = database.raw();
    other.batch_execute("PRAGMA busy_timeout = 0").unwrap();
    for _ in 0..10 {
        let mut unit = database.store.begin().await.unwrap();
        unit.users().add(&a_user("ada").build(), &a_password_hash()).await.unwrap();
        assert!(other.batch_execute("BEGIN IMMEDIATE").is_err());
        drop(unit);
        other.batch_execute("BEGIN IMMEDIATE; ROLLBACK").unwrap();
    }
}
