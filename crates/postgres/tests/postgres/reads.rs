//! Many reads on one connection.

use std::time::Duration;

use fasttrack_domain::{
    StoreError,
    event::{EventId, EventSort, EventView},
    page::Page,
    ports::{EventQueries, Store as _, UserQueries},
    user::{User, UserId},
};
use fasttrack_postgres::PostgresStore;
use tokio::task::{JoinHandle, JoinSet};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::{
    failures::END_ALL,
    recorder,
    support::{Database, everything, page, until},
};

const USERS: u32 = 100;

const FILL: &str = "
    INSERT INTO users SELECT lpad(to_hex(n), 32, '0')::uuid, 'user' || n, 'User', n || '@example.org', '',
        'viewer', true, '2026-01-01', '2026-01-01' FROM generate_series(1, 100) AS n";

const BACKENDS: &str = "SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'fasttrack'";

/// Users 1 to 100, and one connection to read them on. No unit has been there.
async fn on_one_connection() -> Database {
    let database = Database::with(|settings| settings.read_connections = 1).await;
    database.execute(FILL).await.unwrap();
    // That of the start closes by itself.
    until(&database.settings.url, BACKENDS, &[]).await;
    database
}

fn nth(n: u32) -> UserId {
    UserId::new(Uuid::from_u128(n.into()))
}

async fn find(store: &PostgresStore, n: u32) -> Result<Option<User>, StoreError> {
    UserQueries::find(store, nth(n)).await
}

fn assert_is(n: u32, found: Option<&User>) {
    assert_eq!(found.unwrap().username.as_str(), format!("user{n}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_reads_at_once_share_one_connection() {
    let database = on_one_connection().await;
    let mut reads = JoinSet::new();
    for n in (1..=USERS).cycle().take(1_000) {
        let store = database.store.clone();
        reads.spawn(async move { (n, find(&store, n).await) });
    }
    while let Some(read) = reads.join_next().await {
        let (n, found) = read.unwrap();
        assert_is(n, found.unwrap().as_ref());
    }
    assert_eq!(database.texts(BACKENDS).await.len(), 1);
}

/// Some give up before their statement is sent, some while it is answered.
#[tokio::test(flavor = "multi_thread")]
async fn reads_that_are_dropped_leave_the_others_their_own_answers() {
    let database = on_one_connection().await;
    for round in 0..20_u32 {
        let mut reads = JoinSet::new();
        let mut dropped = Vec::new();
        for n in 1..=USERS {
            let store = database.store.clone();
            let read = reads.spawn(async move { (n, find(&store, n).await) });
            if (n + round).is_multiple_of(3) {
                dropped.push(read);
            }
        }
        for (nth, read) in dropped.into_iter().enumerate() {
            if nth.is_multiple_of(2) {
                tokio::task::yield_now().await;
            }
            read.abort();
        }
        while let Some(read) = reads.join_next().await {
            match read {
                Ok((n, found)) => assert_is(n, found.unwrap().as_ref()),
                Err(error) => assert!(error.is_cancelled(), "{error:?}"),
            }
        }
    }
    assert_eq!(database.texts(BACKENDS).await.len(), 1);
}

/// A transaction of its own that keeps all others from a table.
async fn locked(database: &Database, table: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&database.settings.url, NoTls).await.unwrap();
    drop(tokio::spawn(connection));
    client.batch_execute(&format!("BEGIN; LOCK TABLE {table}")).await.unwrap();
    client
}

/// Reads of events, all sent: the first of them waits for a lock, and so do those behind it.
async fn held_up(database: &Database, reads: usize) -> Vec<JoinHandle<Result<Page<EventView>, StoreError>>> {
    let reads = (0..reads).map(|_| {
        let store = database.store.clone();
        tokio::spawn(async move {
            EventQueries::list(&store, &everything(), EventSort::StartsAt, &page(20)).await
        })
    });
    let reads = reads.collect();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'fasttrack' AND wait_event_type = 'Lock'";
    until(&database.settings.url, waiting, &["1"]).await;
    reads
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backend_fails_the_reads_on_it_and_no_later_one() {
    let database = on_one_connection().await;
    let _lock = locked(&database, "events").await;
    for _ in 0..10 {
        let reads = held_up(&database, 3).await;
        database.execute(END_ALL).await.unwrap();
        for read in reads {
            let refused = read.await.unwrap();
            assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        }
        assert_is(7, find(&database.store, 7).await.unwrap().as_ref());
    }
}

/// The first takes all the time that a statement has, the second as much again: who waits for both
/// waits too long, but the server is there, and so is the connection.
#[tokio::test(flavor = "multi_thread")]
async fn slow_statements_fail_those_behind_them_and_nobody_else() {
    let database = on_one_connection().await;
    find(&database.store, 1).await.unwrap();
    let backends = database.texts(BACKENDS).await;
    let lock = locked(&database, "events").await;
    let slow = held_up(&database, 2).await;
    let behind = find(&database.store, 7).await;
    assert!(matches!(behind, Err(StoreError::Unavailable(_))), "{behind:?}");
    for read in slow {
        let refused = read.await.unwrap();
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    drop(lock);
    let started = std::time::Instant::now();
    assert_is(7, find(&database.store, 7).await.unwrap().as_ref());
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(database.texts(BACKENDS).await, backends);
}

/// Others could be sent in thousands of shapes, and Postgres would have to keep them all.
#[tokio::test]
async fn an_event_is_found_by_a_statement_that_stays_prepared_and_lists_are_not() {
    recorder::install();
    let database = on_one_connection().await;
    let events: &dyn EventQueries = &database.store;
    drop(recorder::take_kept());
    events.find(EventId::new(Uuid::from_u128(1))).await.unwrap();
    assert_eq!(recorder::take_kept().len(), 1);
    events.find(EventId::new(Uuid::from_u128(2))).await.unwrap();
    events.list(&everything(), EventSort::StartsAt, &page(20)).await.unwrap();
    assert_eq!(recorder::take_kept(), [""; 0]);
}

/// Whichever runtime needed a connection first: a worker of the server may end while others go on.
#[test]
fn connections_outlive_the_runtime_that_opened_them() {
    let home = tokio::runtime::Runtime::new().unwrap();
    let worker = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = home.block_on(on_one_connection());
    worker.block_on(find(&database.store, 1)).unwrap();
    let mut unit = worker.block_on(database.store.begin()).unwrap();
    let lock = home.block_on(locked(&database, "events"));
    let reads = home.block_on(held_up(&database, 3));
    drop(worker);
    drop(lock);
    for read in reads {
        home.block_on(read).unwrap().unwrap();
    }
    home.block_on(unit.users().lock_active_admins()).unwrap();
    home.block_on(unit.commit()).unwrap();
}
