//! The server goes, and comes back.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    StoreError,
    ports::{Store as _, UserQueries},
};
use fasttrack_postgres::{PostgresSettings, PostgresStore};
use tokio::{task::JoinSet, time::timeout};

use crate::{proxy::Proxy, support::Database};

/// What every caller is promised.
const PROMISED: Duration = Duration::from_secs(2);

/// What is told without waiting.
const AT_ONCE: Duration = Duration::from_millis(500);

struct Remote {
    proxy: Proxy,
    store: PostgresStore,
    settings: PostgresSettings,
    _database: Database,
}

async fn remote(change: impl FnOnce(&mut PostgresSettings)) -> Remote {
    let database = Database::new().await;
    let proxy = Proxy::before(&database.settings.url).await;
    let mut settings = PostgresSettings::new(&proxy.url);
    change(&mut settings);
    let store = PostgresStore::connect(&settings).await.unwrap();
    Remote { proxy, store, settings, _database: database }
}

impl Remote {
    /// Every connection is open.
    async fn warm(&self) {
        for _ in 0..self.settings.read_connections {
            UserQueries::count(&self.store).await.unwrap();
        }
        let mut units = Vec::new();
        for _ in 0..self.settings.unit_connections {
            units.push(self.store.begin().await.unwrap());
        }
        for unit in units {
            unit.commit().await.unwrap();
        }
    }

    async fn works(&self) {
        UserQueries::count(&self.store).await.unwrap();
        self.store.begin().await.unwrap().commit().await.unwrap();
    }

    /// So many callers at once, each with an error and how long it took.
    fn callers(&self, readers: usize, writers: usize) -> JoinSet<(StoreError, Duration)> {
        let mut callers = JoinSet::new();
        for _ in 0..readers {
            let store = self.store.clone();
            callers.spawn(async move {
                let started = Instant::now();
                (UserQueries::count(&store).await.unwrap_err(), started.elapsed())
            });
        }
        for _ in 0..writers {
            let store = self.store.clone();
            callers.spawn(async move {
                let started = Instant::now();
                (store.begin().await.err().unwrap(), started.elapsed())
            });
        }
        callers
    }
}

async fn assert_unavailable_within(limit: Duration, mut callers: JoinSet<(StoreError, Duration)>) {
    while let Some(told) = callers.join_next().await {
        let (error, waited) = told.unwrap();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(waited < limit, "{waited:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_is_told_at_once_and_found_again() {
    let mut remote = remote(|_| {}).await;
    for _ in 0..3 {
        remote.warm().await;
        remote.proxy.stop().await;
        assert_unavailable_within(AT_ONCE, remote.callers(100, 20)).await;
        assert_unavailable_within(AT_ONCE, remote.callers(100, 20)).await;
        assert!(matches!(remote.store.ping().await, Err(StoreError::Unavailable(_))));
        remote.proxy.start().await;
        remote.works().await;
    }
}

/// Also to whom it stops in the middle, and to those in the queue.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_freezes_is_told_in_time_then_sooner_and_found_again() {
    let remote = remote(|settings| settings.unit_connections = 1).await;
    remote.warm().await;
    let unit = remote.store.begin().await.unwrap();
    remote.proxy.freeze(true);
    // The one connection for units is in use.
    assert_unavailable_within(PROMISED, remote.callers(100, 20)).await;
    drop(unit);
    let connecting = remote.settings.connect_timeout + AT_ONCE;
    assert_unavailable_within(connecting, remote.callers(100, 20)).await;
    remote.proxy.freeze(false);
    remote.works().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_begun_on_a_frozen_connection_is_told_in_time() {
    let remote = remote(|_| {}).await;
    remote.warm().await;
    remote.proxy.freeze(true);
    assert_unavailable_within(PROMISED, remote.callers(0, 1)).await;
    // It has told the others, whose connections are not used any more.
    let connecting = remote.settings.connect_timeout + AT_ONCE;
    assert_unavailable_within(connecting, remote.callers(10, 1)).await;
    remote.proxy.freeze(false);
    remote.works().await;
}

/// Nobody reads, and who has the connections for units does not use them.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_freezes_in_the_middle_of_all_units_is_told_in_time_to_who_waits_for_one() {
    let remote = remote(|settings| settings.unit_connections = 2).await;
    remote.warm().await;
    let units = (remote.store.begin().await.unwrap(), remote.store.begin().await.unwrap());
    remote.proxy.freeze(true);
    assert_unavailable_within(PROMISED, remote.callers(0, 20)).await;
    remote.proxy.freeze(false);
    drop(units);
    remote.works().await;
}

/// Those waited already, and had been told that the server is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_freezes_while_others_wait_for_a_unit_is_told_them_in_time() {
    let remote = remote(|settings| settings.unit_connections = 1).await;
    remote.warm().await;
    let unit = remote.store.begin().await.unwrap();
    let mut callers = remote.callers(0, 20);
    let still_waiting = timeout(AT_ONCE, callers.join_next()).await;
    assert!(still_waiting.is_err(), "{still_waiting:?}");
    let frozen = Instant::now();
    remote.proxy.freeze(true);
    while let Some(told) = callers.join_next().await {
        let (error, _) = told.unwrap();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    assert!(frozen.elapsed() < PROMISED, "{:?}", frozen.elapsed());
    drop(unit);
}

/// It takes long to let in, and then answers nothing: both have one time between them.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_connects_first_is_told_in_time() {
    let remote = remote(|settings| settings.read_connections = 1).await;
    remote.proxy.freeze_at("SELECT 1");
    remote.proxy.freeze(true);
    let ping = async {
        let started = Instant::now();
        let told = remote.store.ping().await;
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
        let waited = started.elapsed();
        assert!(waited > remote.settings.connect_timeout && waited < PROMISED, "{waited:?}");
    };
    let thaw = async {
        // How long it takes to let in, not a guess of when something has happened.
        tokio::time::sleep(remote.settings.connect_timeout / 2).await;
        remote.proxy.freeze(false);
    };
    tokio::join!(ping, thaw);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_reads_that_wait_cause_one_attempt_for_each_connection() {
    let remote = remote(|_| {}).await;
    let before = remote.proxy.connections();
    remote.proxy.freeze(true);
    assert_unavailable_within(PROMISED, remote.callers(100, 0)).await;
    assert_eq!(remote.proxy.connections() - before, remote.settings.read_connections);
}

/// Who asked for it may go away while it connects; the next finds what it has left.
#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_outlives_who_asked_for_it() {
    let remote = remote(|settings| settings.read_connections = 1).await;
    let before = remote.proxy.connections();
    remote.proxy.freeze(true);
    let store = remote.store.clone();
    let first = tokio::spawn(async move { UserQueries::count(&store).await });
    let connecting = async {
        while remote.proxy.connections() == before {
            tokio::task::yield_now().await;
        }
    };
    timeout(PROMISED, connecting).await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    remote.proxy.freeze(false);
    UserQueries::count(&remote.store).await.unwrap();
    assert_eq!(remote.proxy.connections() - before, 1);
}
