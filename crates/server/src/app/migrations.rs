//! The schema and its history, of whichever database the settings name.

use fasttrack_domain::migration::MigrationStatus;
use fasttrack_postgres as postgres;
use fasttrack_sqlite as sqlite;

use super::persistence::cannot_open;
use crate::settings::{DatabaseSettings, Engine};

/// What is said to whoever waits for another process that migrates.
pub const WAITING: &str = "another process is migrating the database: waiting for it";

/// Brings a database from one schema to another.
pub struct Migrations {
    of: Store,
    database: DatabaseSettings,
}

enum Store {
    Sqlite(sqlite::Migrations),
    Postgres(postgres::Migrations),
}

impl Migrations {
    /// Of this database.
    #[must_use]
    pub fn new(database: &DatabaseSettings) -> Self {
        let of = match &database.engine {
            Engine::Sqlite(settings) => Store::Sqlite(sqlite::Migrations::new(settings)),
            Engine::Postgres(settings) => Store::Postgres(postgres::Migrations::new(settings)),
        };
        Self { of, database: database.clone() }
    }

    /// The same, which tells once by this that it waits for another process that migrates. On a file
    /// nobody waits for long enough to be told.
    #[must_use]
    pub fn on_wait(self, tell: impl Fn() + Send + Sync + 'static) -> Self {
        let of = match self.of {
            Store::Sqlite(migrations) => Store::Sqlite(migrations),
            Store::Postgres(migrations) => Store::Postgres(migrations.on_wait(tell)),
        };
        Self { of, ..self }
    }

    /// Applies what is pending, and tells the names of it.
    ///
    /// # Errors
    /// When the database cannot be used, or a migration fails.
    pub async fn run(&self) -> anyhow::Result<Vec<String>> {
        match &self.of {
            Store::Sqlite(migrations) => Ok(migrations.run().await?),
            Store::Postgres(migrations) => migrations.run().await.map_err(|error| self.told(error)),
        }
    }

    /// Reverts what was applied last, and tells its name; `None` when nothing was applied.
    ///
    /// # Errors
    /// When the database cannot be used, or a newer program made its schema.
    pub async fn revert_last(&self) -> anyhow::Result<Option<String>> {
        match &self.of {
            Store::Sqlite(migrations) => Ok(migrations.revert_last().await?),
            Store::Postgres(migrations) => migrations.revert_last().await.map_err(|error| self.told(error)),
        }
    }

    /// Every migration that this program or the database knows, in order.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn status(&self) -> anyhow::Result<Vec<MigrationStatus>> {
        match &self.of {
            Store::Sqlite(migrations) => Ok(migrations.status().await?),
            Store::Postgres(migrations) => migrations.status().await.map_err(|error| self.told(error)),
        }
    }

    fn told(&self, error: postgres::MigrationError) -> anyhow::Error {
        match error {
            postgres::MigrationError::Open(error) => cannot_open(&self.database, error),
            error => anyhow::Error::new(error),
        }
    }
}
