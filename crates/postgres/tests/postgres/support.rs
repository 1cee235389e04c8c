//! A database of its own for every test.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use fasttrack_domain::{
    event::{Event, EventFilter, Visibility},
    page::{Limit, PageRequest},
    ports::Store as _,
    user::User,
    venue::Venue,
};
use fasttrack_postgres::{Migrations, PostgresSettings, PostgresStore};
use fasttrack_store_contract::Harness;
use fasttrack_test_support::{
    a_password_hash, a_user, a_venue, an_event,
    postgres::{self, PostgresDatabase},
};

/// A migrated database.
pub struct Database {
    pub store: PostgresStore,
    pub settings: PostgresSettings,
    pub database: PostgresDatabase,
}

async fn migrate(url: String) -> Result<(), fasttrack_postgres::MigrationError> {
    Migrations::new(&PostgresSettings::new(url)).run().await.map(drop)
}

impl Database {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut PostgresSettings)) -> Self {
        let database = PostgresDatabase::migrated(migrate).await;
        let mut settings = PostgresSettings::new(&database.url);
        // A busy machine is no reason to fail.
        settings.connect_timeout = Duration::from_secs(5);
        change(&mut settings);
        let store = PostgresStore::connect(&settings).await.unwrap();
        Self { store, settings, database }
    }

    /// Statements past the store, as another process sends them.
    pub async fn execute(&self, sql: &str) -> Result<(), String> {
        let done = postgres::execute(&self.database.url, sql).await;
        done.map_err(|error| {
            error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned())
        })
    }

    /// The first column of a query.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        postgres::texts(&self.database.url, sql).await
    }

    /// An owner, a venue, and as many events there with two tags each.
    pub async fn fill(&self, events: usize) -> (User, Venue, Vec<Event>) {
        let (user, venue) = (a_user("owner").editor().build(), a_venue("Venue").build());
        let mut unit = self.store.begin().await.unwrap();
        unit.users().add(&user, &a_password_hash()).await.unwrap();
        unit.venues().add(&venue).await.unwrap();
        let all: Vec<_> = (0..events).map(|_| an_event(&user).at(&venue).tags(&["a", "b"]).build()).collect();
        unit.events().add_all(&all).await.unwrap();
        unit.commit().await.unwrap();
        (user, venue, all)
    }
}

/// Waits until a query answers this.
pub async fn until(url: &str, sql: &str, rows: &[&str]) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let found = postgres::texts(url, sql).await;
        if found == rows {
            return;
        }
        assert!(Instant::now() < deadline, "{found:?} and not {rows:?} from {sql}");
    }
}

pub fn everything() -> EventFilter {
    EventFilter { visible: Visibility::AllDrafts, ..EventFilter::default() }
}

pub fn page(limit: i64) -> PageRequest {
    PageRequest { limit: Limit::new(limit).unwrap(), after: None }
}

pub async fn harness() -> Harness {
    let Database { store, database, .. } = Database::new().await;
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
        keep: Arc::new(database),
    }
}
