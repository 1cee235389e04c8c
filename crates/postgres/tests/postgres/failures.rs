//! What goes wrong between us and the server, and how it is told.

use std::time::{Duration, Instant};

use fasttrack_domain::{
    StoreError,
    ports::{Store as _, UserQueries, VenueQueries},
    version::Version,
};
use fasttrack_postgres::{OpenError, PostgresSettings, PostgresStore};
use fasttrack_test_support::{a_password_hash, a_user, a_venue, instant};
use tokio::{net::TcpListener, sync::Barrier};

use crate::support::{Database, until};

pub const END_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'fasttrack'";

async fn users(database: &Database) -> Result<u64, StoreError> {
    UserQueries::count(&database.store).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backend_is_unavailable_and_the_pool_recovers() {
    let database = Database::new().await;
    for _ in 0..10 {
        let mut unit = database.store.begin().await.unwrap();
        unit.users().add(&a_user("lost").build(), &a_password_hash()).await.unwrap();
        database.execute(END_ALL).await.unwrap();
        let refused = unit.users().lock_active_admins().await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        drop(unit);

        let mut unit = database.store.begin().await.unwrap();
        unit.users().add(&a_user("lost").build(), &a_password_hash()).await.unwrap();
        database.execute(END_ALL).await.unwrap();
        let refused = unit.commit().await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        assert_eq!(users(&database).await.unwrap(), 0);
    }
}

/// Closed while nobody used them, connections are not lent any more.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_ended_in_the_pool_are_replaced() {
    let database = Database::new().await;
    let mut units = Vec::new();
    for _ in 0..database.settings.unit_connections {
        units.push(database.store.begin().await.unwrap());
    }
    for unit in units {
        unit.commit().await.unwrap();
    }
    database.execute(END_ALL).await.unwrap();
    let there = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'fasttrack'";
    until(&database.settings.url, there, &["0"]).await;
    // The news are in the sockets; each is read as soon as the runtime comes to it.
    let mut failed = 0;
    for _ in 0..2 * database.settings.unit_connections {
        match database.store.begin().await {
            Ok(unit) => unit.commit().await.unwrap(),
            Err(error) => {
                assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
                failed += 1;
            }
        }
    }
    assert!(failed <= database.settings.unit_connections, "{failed}");
    database.store.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_contention_for_one_and_nothing_for_the_other() {
    let database = Database::new().await;
    let (ada, grace) = (a_user("ada").build(), a_user("grace").build());
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&ada, &a_password_hash()).await.unwrap();
    unit.users().add(&grace, &a_password_hash()).await.unwrap();
    unit.commit().await.unwrap();
    let barrier = Barrier::new(2);
    let crossing = async |first, second, wait: bool| {
        let mut unit = database.store.begin().await?;
        unit.users().find(first).await?;
        if wait {
            barrier.wait().await;
        }
        unit.users().find(second).await?;
        unit.commit().await
    };
    let (one, other) = tokio::join!(crossing(ada.id, grace.id, true), crossing(grace.id, ada.id, true));
    let (refused, again) = match (one, other) {
        (Err(refused), Ok(())) => (refused, crossing(ada.id, grace.id, false).await),
        (Ok(()), Err(refused)) => (refused, crossing(grace.id, ada.id, false).await),
        both => panic!("{both:?}"),
    };
    assert!(matches!(refused, StoreError::Contention(_)), "{refused:?}");
    again.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_is_given_up() {
    let database = Database::with(|settings| settings.statement_timeout = Duration::from_millis(200)).await;
    let user = a_user("ada").build();
    let mut holder = database.store.begin().await.unwrap();
    holder.users().add(&user, &a_password_hash()).await.unwrap();
    let started = Instant::now();
    let mut unit = database.store.begin().await.unwrap();
    // Waits for the holder to decide.
    let refused = unit.users().add(&a_user("ada").build(), &a_password_hash()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let waited = started.elapsed();
    assert!(waited >= Duration::from_millis(190) && waited < Duration::from_secs(2), "{waited:?}");
    drop(unit);
    holder.commit().await.unwrap();
    assert_eq!(users(&database).await.unwrap(), 1);
}

#[tokio::test]
async fn a_unit_that_does_not_end_makes_others_unavailable_not_hang() {
    let database = Database::with(|settings| {
        settings.unit_connections = 1;
        settings.pool_wait = Duration::from_millis(100);
    })
    .await;
    let unit = database.store.begin().await.unwrap();
    let Err(error) = database.store.begin().await else { panic!("two units on one connection") };
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    unit.commit().await.unwrap();
    database.store.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_left_open_is_ended_and_lets_go_of_its_locks() {
    let database = Database::with(|settings| settings.idle_timeout = Duration::from_millis(500)).await;
    let user = a_user("ada").build();
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&user, &a_password_hash()).await.unwrap();
    let mut next = database.store.begin().await.unwrap();
    next.users().add(&user, &a_password_hash()).await.unwrap();
    next.commit().await.unwrap();
    let refused = unit.commit().await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_accepts_and_falls_silent_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://nobody@{}/nothing", listener.local_addr().unwrap());
    let started = Instant::now();
    let Err(error) = PostgresStore::connect(&PostgresSettings::new(url)).await else { panic!("connected") };
    assert!(matches!(error, OpenError::Unreachable(_)), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_shows_no_password() {
    for (url, text) in [
        ("mysql://root:secret@localhost/x", "the database's URL is not one of Postgres"),
        ("postgres://nobody:secret@127.0.0.1:1/x", "cannot reach the database"),
    ] {
        let settings = PostgresSettings::new(url);
        let Err(error) = PostgresStore::connect(&settings).await else { panic!("connected") };
        assert_eq!(error.to_string(), text);
        assert!(!format!("{error:?} {settings:?}").contains("secret"));
    }
}

/// It may not set the language of messages, but finds it right.
#[tokio::test]
async fn an_ordinary_role_will_do() {
    let database = Database::new().await;
    let role = "fasttrack_test_ordinary";
    let password = database.settings.url.split([':', '@']).nth(2).unwrap();
    // Left over where a run was cut off, and the server stays.
    database.execute(&format!("DROP ROLE IF EXISTS {role}")).await.unwrap();
    database.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD '{password}'")).await.unwrap();
    let mut settings = database.settings.clone();
    settings.url = settings.url.replacen("//postgres:", &format!("//{role}:"), 1);
    PostgresStore::connect(&settings).await.unwrap().ping().await.unwrap();
    database.execute(&format!("DROP ROLE {role}")).await.unwrap();
}

/// Who shrinks a venue waits for those who were promised its seats, and counts them.
#[tokio::test(flavor = "multi_thread")]
async fn a_venue_shrinks_after_those_who_register_and_not_below_them() {
    let database = Database::new().await;
    let (_, venue, events) = database.fill(1).await;
    // Somebody registers, and has seen 100 seats.
    let mut registering = database.store.begin().await.unwrap();
    registering.events().find(events[0].id).await.unwrap().unwrap();
    let smaller = fasttrack_domain::venue::Venue {
        id: venue.id,
        version: Version(2),
        ..a_venue("Venue").seats(1).build()
    };
    let edit = async {
        let mut unit = database.store.begin().await.unwrap();
        unit.venues().find(venue.id).await.unwrap().unwrap();
        let needed = unit.venues().seats_needed(venue.id, instant("1970-01-01T00:00:00Z")).await.unwrap();
        assert!(unit.venues().update(&smaller, Version(1)).await.unwrap());
        unit.commit().await.unwrap();
        needed
    };
    let register = async {
        let counters = fasttrack_domain::event::EventCounters { registered: 70, ..Default::default() };
        registering.counters().set_registrations(events[0].id, &counters).await.unwrap();
        registering.commit().await.unwrap();
    };
    let (needed, ()) = tokio::join!(edit, register);
    assert_eq!(needed, 70);
    assert_eq!(VenueQueries::find(&database.store, venue.id).await.unwrap(), Some(smaller));
}
