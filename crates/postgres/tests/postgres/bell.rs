//! Hearing of new jobs, from other processes, and when the connection breaks.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    StoreError,
    ports::{JobQueue as _, Store as _},
};
use fasttrack_postgres::{PostgresSettings, PostgresStore};
use fasttrack_test_support::a_job;
use tokio::{task::JoinHandle, time::timeout};

use crate::{
    failures::END_ALL,
    proxy::Proxy,
    support::{Database, until},
};

/// Nobody would wait so long for nothing.
const FOR_EVER: Duration = Duration::from_secs(600);

/// Much less, and enough on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// Enough to hear what was said.
const A_WHILE: Duration = Duration::from_millis(500);

const LISTENING: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND query IN ('LISTEN fasttrack_jobs', 'SELECT 1')";

/// Waits until it listens, and nothing rings any more.
async fn quiet(store: &PostgresStore, server: &str) {
    store.wait(Duration::ZERO).await;
    until(server, LISTENING, &["1"]).await;
    while !is_silent(store).await {}
}

/// Whether nothing rings for a while.
async fn is_silent(store: &PostgresStore) -> bool {
    let began = Instant::now();
    store.wait(A_WHILE).await;
    began.elapsed() >= A_WHILE
}

fn waiting(store: &PostgresStore) -> JoinHandle<()> {
    let store = store.clone();
    tokio::spawn(async move { store.wait(FOR_EVER).await })
}

async fn add(store: &PostgresStore) -> Result<(), StoreError> {
    let mut unit = store.begin().await?;
    unit.jobs().add(&a_job("work").build()).await?;
    unit.commit().await
}

async fn assert_woken(waiter: JoinHandle<()>) {
    timeout(SOON, waiter).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_rings_with_its_commit_and_not_without() {
    let database = Database::new().await;
    let other = PostgresStore::connect(&database.settings).await.unwrap();
    quiet(&database.store, &database.settings.url).await;

    let mut unit = other.begin().await.unwrap();
    assert!(unit.jobs().add(&a_job("work").key("a").build()).await.unwrap());
    assert!(is_silent(&database.store).await, "before the commit");
    drop(unit);
    assert!(is_silent(&database.store).await, "after a rollback");
    let waiter = waiting(&database.store);
    add(&other).await.unwrap();
    assert_woken(waiter).await;

    // Nor for what is no news.
    quiet(&database.store, &database.settings.url).await;
    other.begin().await.unwrap().commit().await.unwrap();
    assert!(is_silent(&database.store).await, "without a job");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_waits_listens_and_no_longer_than_its_store_lives() {
    let database = Database::new().await;
    let url = &database.settings.url;
    let listening = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'LISTEN fasttrack_jobs'";
    let other = PostgresStore::connect(&database.settings).await.unwrap();
    add(&other).await.unwrap();
    until(url, listening, &["0"]).await;
    for _ in 0..3 {
        other.wait(Duration::ZERO).await;
        until(url, listening, &["1"]).await;
    }
    drop(other);
    until(url, listening, &["0"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_is_replaced() {
    let database = Database::new().await;
    for _ in 0..2 {
        quiet(&database.store, &database.settings.url).await;
        let waiter = waiting(&database.store);
        database.execute(END_ALL).await.unwrap();
        // Whatever was said meanwhile, somebody looks.
        assert_woken(waiter).await;
    }
    quiet(&database.store, &database.settings.url).await;
    let waiter = waiting(&database.store);
    let other = PostgresStore::connect(&database.settings).await.unwrap();
    add(&other).await.unwrap();
    assert_woken(waiter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_one_waits_as_long_as_asked_and_hears_again_when_it_is_back() {
    let database = Database::new().await;
    let mut proxy = Proxy::before(&database.settings.url).await;
    let store = PostgresStore::connect(&PostgresSettings::new(&proxy.url)).await.unwrap();
    proxy.stop().await;
    let began = Instant::now();
    store.wait(A_WHILE).await;
    let waited = began.elapsed();
    assert!(waited >= A_WHILE && waited < SOON, "{waited:?}");

    let waiter = waiting(&store);
    proxy.start().await;
    assert_woken(waiter).await;
    quiet(&store, &database.settings.url).await;
    let waiter = waiting(&store);
    add(&database.store).await.unwrap();
    assert_woken(waiter).await;
}

/// The other end is gone without a word.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_fell_silent_is_noticed() {
    let database = Database::new().await;
    let proxy = Proxy::before(&database.settings.url).await;
    let store = PostgresStore::connect(&PostgresSettings::new(&proxy.url)).await.unwrap();
    quiet(&store, &database.settings.url).await;
    let before = proxy.connections();
    proxy.freeze(true);
    let reconnecting = async {
        while proxy.connections() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, reconnecting).await.unwrap();
    proxy.freeze(false);
    let waiter = waiting(&store);
    add(&database.store).await.unwrap();
    assert_woken(waiter).await;
}
