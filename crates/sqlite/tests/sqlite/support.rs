//! A database of its own for every test.

use std::sync::Arc;

use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_types::Text};
use fasttrack_domain::{
    event::{Event, EventFilter, Visibility},
    page::{Limit, PageRequest},
    ports::Store as _,
    user::User,
    venue::Venue,
};
use fasttrack_sqlite::{Migrations, SqliteSettings, SqliteStore};
use fasttrack_store_contract::Harness;
use fasttrack_test_support::{a_password_hash, a_user, a_venue, an_event};
use tempfile::TempDir;

use crate::recorder;

/// A migrated database in a folder that goes with it.
pub struct Database {
    pub store: SqliteStore,
    pub settings: SqliteSettings,
    pub folder: TempDir,
}

impl Database {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut SqliteSettings)) -> Self {
        recorder::install();
        let folder = tempfile::tempdir().unwrap();
        let mut settings = SqliteSettings::new(folder.path().join("fasttrack.db"));
        change(&mut settings);
        Migrations::new(&settings).run().await.unwrap();
        let store = SqliteStore::connect(&settings).await.unwrap();
        Self { store, settings, folder }
    }

    pub fn path(&self) -> &str {
        self.settings.path.to_str().unwrap()
    }

    /// A connection past the store, as another process has it.
    pub fn raw(&self) -> SqliteConnection {
        SqliteConnection::establish(self.path()).unwrap()
    }

    /// An owner, a venue, and as many events there with two tags each.
    pub async fn fill(&self, events: usize) -> (User, Venue, Vec<Event>) {
        let (user, venue) = (a_user("owner").editor().build(), a_venue("Venue").build());
        let mut unit = self.store.begin().await.unwrap();
        unit.users().add(&user, &a_password_hash()).await.unwrap();
        unit.venues().add(&venue).await.unwrap();
        let mut all = Vec::new();
        for _ in 0..events {
            let event = an_event(&user).at(&venue).tags(&["a", "b"]).build();
            unit.events().add(&event).await.unwrap();
            all.push(event);
        }
        unit.commit().await.unwrap();
        (user, venue, all)
    }
}

pub fn everything() -> EventFilter {
    EventFilter { visible: Visibility::AllDrafts, ..EventFilter::default() }
}

pub fn page(limit: i64) -> PageRequest {
    PageRequest { limit: Limit::new(limit).unwrap(), after: None }
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

/// The rows of a query whose only column is called `text`.
pub fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let rows: Vec<TextRow> = diesel::sql_query(sql).load(connection).unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

pub async fn harness() -> Harness {
    let Database { store, folder, .. } = Database::new().await;
    let store = Arc::new(store);
    Harness {
        store: store.clone(),
        users: store.clone(),
        sessions: store.clone(),
        venues: store.clone(),
        events: store.clone(),
        registrations: store.clone(),
        jobs: store.clone(),
        imports: store.clone(),
        queue: store.clone(),
        attachments: store.clone(),
        forecasts: store.clone(),
        api_keys: store.clone(),
        audit: store,
        keep: Arc::new(folder),
    }
}
