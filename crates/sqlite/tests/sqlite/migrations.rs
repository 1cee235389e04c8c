use diesel::RunQueryDsl as _;
use fasttrack_domain::audit::AuditAction;
use fasttrack_domain::migration::MigrationState;
use fasttrack_domain::ports::Store as _;
use fasttrack_sqlite::{MigrationError, Migrations, SqliteSettings};

use fasttrack_test_support::{a_registration, a_token, an_attachment, an_audit_entry};

use crate::support::{Database, texts};

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

fn schema(database: &Database) -> Vec<String> {
    let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS text FROM sqlite_schema ORDER BY 1";
    texts(&mut database.raw(), sql)
}

#[tokio::test]
async fn down_and_up_again_gives_the_same_schema() {
    let database = Database::new().await;
    let migrations = Migrations::new(&database.settings);
    let before = schema(&database);
    assert!(before.iter().any(|line| line.starts_with("index events_by_title")));

    let mut reverted = migrations.revert_all().await.unwrap();
    reverted.reverse();
    assert_eq!(reverted, NAMES);
    let left = schema(&database);
    let ours = left.iter().filter(|line| !line.contains("__diesel_schema_migrations")).count();
    assert_eq!(ours, 0, "left behind: {left:#?}");
    assert_eq!(migrations.run().await.unwrap(), NAMES);
    assert_eq!(schema(&database), before);

    // One by one too, with rows in the tables.
    let (user, _, events) = database.fill(3).await;
    let mut unit = database.store.begin().await.unwrap();
    unit.registrations().add_all(&[a_registration(&events[0]).by(&user).build()]).await.unwrap();
    unit.users().set_calendar_key(user.id, Some(&a_token(1))).await.unwrap();
    unit.attachments().add(&an_attachment(&events[0]).build()).await.unwrap();
    unit.audit().add(&an_audit_entry(AuditAction::UserCreated).build()).await.unwrap();
    unit.commit().await.unwrap();
    for name in NAMES.iter().rev() {
        assert_eq!(migrations.revert_last().await.unwrap().as_deref(), Some(*name));
    }
    assert_eq!(migrations.revert_last().await.unwrap(), None);
    assert_eq!(migrations.run().await.unwrap(), NAMES);
    assert_eq!(schema(&database), before);
}

#[tokio::test]
async fn running_again_does_nothing_and_keeps_the_data() {
    let database = Database::new().await;
    database.fill(2).await;
    assert_eq!(Migrations::new(&database.settings).run().await.unwrap(), Vec::<String>::new());
    assert_eq!(texts(&mut database.raw(), "SELECT count(*) || '' AS text FROM events"), ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_tells_what_is_applied_pending_and_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SqliteSettings::new(folder.path().join("new.db"));
    let migrations = Migrations::new(&settings);
    assert_eq!(migrations.pending().await.unwrap(), NAMES);
    migrations.run().await.unwrap();
    assert_eq!(migrations.pending().await.unwrap(), Vec::<String>::new());
    migrations.revert_last().await.unwrap();
    assert_eq!(migrations.pending().await.unwrap(), NAMES[LAST..]);

    // A newer program was here.
    let mut connection =
        <diesel::SqliteConnection as diesel::Connection>::establish(settings.path.to_str().unwrap()).unwrap();
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')")
        .execute(&mut connection)
        .unwrap();
    let states: Vec<_> = migrations.status().await.unwrap().into_iter().map(|s| (s.name, s.state)).collect();
    let mut expected: Vec<_> =
        NAMES[..LAST].iter().map(|name| ((*name).to_owned(), MigrationState::Applied)).collect();
    expected.push((NAMES[LAST].to_owned(), MigrationState::Pending));
    expected.push(("20990101000000".to_owned(), MigrationState::Unknown));
    assert_eq!(states, expected);
    let error = migrations.revert_last().await.unwrap_err();
    assert!(matches!(&error, MigrationError::Unknown { version } if version == "20990101000000"));
}

#[tokio::test]
async fn a_store_without_a_schema_fails_and_does_not_panic() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SqliteSettings::new(folder.path().join("empty.db"));
    let store = fasttrack_sqlite::SqliteStore::connect(&settings).await.unwrap();
    store.ping().await.unwrap();
    let mut unit = store.begin().await.unwrap();
    assert!(unit.users().lock_active_admins().await.is_err());
}
