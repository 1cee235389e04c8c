use std::time::Duration;

use fasttrack_domain::migration::MigrationState;
use fasttrack_domain::ports::Store as _;
use fasttrack_postgres::{MigrationError, Migrations, PostgresSettings, PostgresStore};
use fasttrack_test_support::{
    a_registration, a_token, an_attachment,
    postgres::{PostgresDatabase, execute, texts},
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::JoinHandle,
    time::timeout,
};
use tokio_postgres::{Client, NoTls};

use crate::support::Database;

/// Longer than anything here takes that does not wait for ever.
const PATIENCE: Duration = Duration::from_secs(20);

const NAMES: [&str; 15] = [
    "2026-01-05-090000_users",
    "2026-01-05-090100_sessions",
    "2026-01-05-090200_venues",
    "2026-01-05-090300_events",
    "2026-01-12-090000_registrations",
    "2026-01-12-090100_calendar_keys",
    "2026-11-24-090000_jobs",
    "2026-11-24-100000_event_forecasts",
    "2026-11-24-110000_attachments",
    "2026-11-24-120000_imports",
    "2026-11-24-130000_reminders",
    "2026-11-24-140000_jobs_by_kind",
    "2026-11-24-150000_idempotency",
    "2026-11-24-160000_audit",
    "2026-11-24-170000_api_keys",
];
const LAST: usize = NAMES.len() - 1;

/// Columns, constraints, indexes, triggers and functions, each with its definition.
async fn schema(database: &Database) -> Vec<String> {
    let sql = "
        SELECT format('column %s.%s %s %s %s %s', table_name, column_name, data_type, is_nullable,
                      collation_name, coalesce(column_default, generation_expression))
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL
        SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL
        SELECT pg_get_functiondef(f.oid) FROM pg_proc AS f JOIN pg_language AS l ON l.oid = f.prolang
        WHERE f.pronamespace = 'public'::regnamespace AND l.lanname = 'plpgsql'
        ORDER BY 1";
    let all = database.texts(sql).await;
    all.into_iter().filter(|line| !line.contains("__diesel_schema_migrations")).collect()
}

#[tokio::test]
async fn down_and_up_again_gives_the_same_schema() {
    let database = Database::new().await;
    let migrations = Migrations::new(&database.settings);
    let before = schema(&database).await;
    assert!(before.iter().any(|line| line.contains("INDEX events_by_title")), "{before:#?}");
    assert!(before.iter().any(|line| line.starts_with("CREATE OR REPLACE FUNCTION")));

    let mut reverted = migrations.revert_all().await.unwrap();
    reverted.reverse();
    assert_eq!(reverted, NAMES);
    assert_eq!(schema(&database).await, [""; 0]);
    assert_eq!(migrations.run().await.unwrap(), NAMES);
    assert_eq!(schema(&database).await, before);

    // One by one too, with rows in the tables.
    let (user, _, events) = database.fill(3).await;
    let mut unit = database.store.begin().await.unwrap();
    unit.registrations().add_all(&[a_registration(&events[0]).by(&user).build()]).await.unwrap();
    unit.users().set_calendar_key(user.id, Some(&a_token(1))).await.unwrap();
    unit.attachments().add(&an_attachment(&events[0]).build()).await.unwrap();
    unit.commit().await.unwrap();
    for name in NAMES.iter().rev() {
        assert_eq!(migrations.revert_last().await.unwrap().as_deref(), Some(*name));
    }
    assert_eq!(migrations.revert_last().await.unwrap(), None);
    assert_eq!(migrations.run().await.unwrap(), NAMES);
    assert_eq!(schema(&database).await, before);
}

#[tokio::test]
async fn status_tells_what_is_applied_pending_and_unknown() {
    let database = PostgresDatabase::empty().await;
    let migrations = Migrations::new(&PostgresSettings::new(&database.url));
    assert_eq!(migrations.pending().await.unwrap(), NAMES);
    migrations.run().await.unwrap();
    assert_eq!(migrations.run().await.unwrap(), Vec::<String>::new());
    assert_eq!(migrations.pending().await.unwrap(), Vec::<String>::new());
    migrations.revert_last().await.unwrap();
    assert_eq!(migrations.pending().await.unwrap(), NAMES[LAST..]);

    // A newer program was here.
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')";
    execute(&database.url, newer).await.unwrap();
    let states: Vec<_> = migrations.status().await.unwrap().into_iter().map(|s| (s.name, s.state)).collect();
    let mut expected: Vec<_> =
        NAMES[..LAST].iter().map(|name| ((*name).to_owned(), MigrationState::Applied)).collect();
    expected.push((NAMES[LAST].to_owned(), MigrationState::Pending));
    expected.push(("20990101000000".to_owned(), MigrationState::Unknown));
    assert_eq!(states, expected);
    let error = migrations.revert_last().await.unwrap_err();
    assert!(matches!(&error, MigrationError::Unknown { version } if version == "20990101000000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_that_migrate_at_once_one_works_and_the_others_wait() {
    let database = PostgresDatabase::empty().await;
    let migrations = Migrations::new(&PostgresSettings::new(&database.url));
    let running: Vec<_> = (0..4)
        .map(|_| {
            let migrations = migrations.clone();
            tokio::spawn(async move { migrations.run().await })
        })
        .collect();
    let mut done = Vec::new();
    for run in running {
        done.push(run.await.unwrap().unwrap());
    }
    done.sort();
    assert_eq!(done, [vec![], vec![], vec![], NAMES.map(str::to_owned).to_vec()]);
}

/// Somebody who migrates, as long as this connection is open.
async fn lock_held(database: &PostgresDatabase) -> Client {
    let (holder, connection) = tokio_postgres::connect(&database.url, NoTls).await.unwrap();
    drop(tokio::spawn(connection));
    // "fasttrac", in ASCII.
    holder.batch_execute("SELECT pg_advisory_lock(x'6661737474726163'::bigint)").await.unwrap();
    holder
}

/// Migrates, and tells once that it waits.
fn run_waiting(database: &PostgresDatabase) -> (JoinHandle<Vec<String>>, UnboundedReceiver<()>) {
    let (told, waits) = unbounded_channel();
    let migrations = Migrations::new(&PostgresSettings::new(&database.url));
    let migrations = migrations.on_wait(move || told.send(()).unwrap());
    (tokio::spawn(async move { migrations.run().await.unwrap() }), waits)
}

/// The lock is held by the test, until both have told that they wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_wait_for_the_lock_one_migrates_and_the_other_finds_nothing_to_do() {
    let database = PostgresDatabase::empty().await;
    let holder = lock_held(&database).await;
    let ((one, mut one_waits), (other, mut other_waits)) = (run_waiting(&database), run_waiting(&database));
    one_waits.recv().await.unwrap();
    other_waits.recv().await.unwrap();
    let tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(texts(&database.url, tables).await, [""; 0]);

    holder.batch_execute("SELECT pg_advisory_unlock_all()").await.unwrap();
    let mut done = [one.await.unwrap(), other.await.unwrap()];
    done.sort();
    assert_eq!(done, [vec![], NAMES.map(str::to_owned).to_vec()]);
    assert!(one_waits.recv().await.is_none() && other_waits.recv().await.is_none(), "told once");
}

/// It waits for all who hold a snapshot.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_built_concurrently_while_others_wait_to_migrate() {
    let database = PostgresDatabase::empty().await;
    execute(&database.url, "CREATE TABLE things (id int)").await.unwrap();
    let holder = lock_held(&database).await;
    let (waiting, mut waits) = run_waiting(&database);
    waits.recv().await.unwrap();
    for n in 0..5 {
        let sql = format!("CREATE INDEX CONCURRENTLY things_{n} ON things (id)");
        timeout(PATIENCE, holder.batch_execute(&sql)).await.unwrap().unwrap();
    }
    drop(holder);
    assert_eq!(waiting.await.unwrap(), NAMES);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_asks_waits_for_nobody_who_migrates() {
    let database = PostgresDatabase::empty().await;
    let _holder = lock_held(&database).await;
    let migrations = Migrations::new(&PostgresSettings::new(&database.url));
    assert_eq!(timeout(PATIENCE, migrations.status()).await.unwrap().unwrap().len(), NAMES.len());
    assert_eq!(timeout(PATIENCE, migrations.pending()).await.unwrap().unwrap(), NAMES);
}

#[tokio::test]
async fn a_store_without_a_schema_fails_and_does_not_panic() {
    let database = PostgresDatabase::empty().await;
    let store = PostgresStore::connect(&PostgresSettings::new(&database.url)).await.unwrap();
    store.ping().await.unwrap();
    let mut unit = store.begin().await.unwrap();
    assert!(unit.users().lock_active_admins().await.is_err());
}
