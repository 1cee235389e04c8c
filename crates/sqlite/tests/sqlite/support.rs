//! A database of its own for every test.

use std::{path::PathBuf, sync::Arc};

use fasttrack_sqlite::{Migrations, SqliteSettings, SqliteStore};
use fasttrack_store_contract::Harness;
use tempfile::TempDir;

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
        let folder = tempfile::tempdir().unwrap();
        let mut settings = SqliteSettings::new(folder.path().join("fasttrack.db"));
        change(&mut settings);
        Migrations::new(&settings).run().await.unwrap();
        let store = SqliteStore::connect(&settings).await.unwrap();
        Self { store, settings, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.settings.path.clone()
    }
}

pub async fn harness() -> Harness {
    let Database { store, folder, .. } = Database::new().await;
    let store = Arc::new(store);
    Harness {
        store: store.clone(),
        users: store.clone(),
        sessions: store.clone(),
        venues: store.clone(),
        events: store,
        keep: Arc::new(folder),
    }
}
