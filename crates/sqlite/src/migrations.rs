//! The schema and its history, for the binary.

use std::{path::PathBuf, time::Duration};

use diesel::{
    SqliteConnection,
    migration::{Migration, MigrationSource as _},
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use fasttrack_domain::{
    error::Cause,
    migration::{MigrationState, MigrationStatus},
};

use crate::{
    connection::{Purpose, establish},
    settings::{OpenError, SqliteSettings},
};

const EMBEDDED: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

type Known = Vec<Box<dyn Migration<Sqlite>>>;

/// Brings a database from one schema to another. Makes the file, and the table of its history,
/// when they are missing. Works on any runtime: all of it runs on a blocking thread.
#[derive(Debug, Clone)]
pub struct Migrations {
    settings: SqliteSettings,
}

/// Why a migration did not take place.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A migration of a newer program cannot be reverted by this one.
    #[error("this program does not know the migration {version}, which the database has")]
    Unknown {
        /// Its version.
        version: String,
    },
    /// A migration failed; the database is as it was before that one.
    #[error("migrating the database {} failed", path.display())]
    Failed {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: Cause,
    },
}

impl Migrations {
    /// Of the database that these settings name.
    #[must_use]
    pub fn new(settings: &SqliteSettings) -> Self {
        Self { settings: settings.clone() }
    }

    /// Applies what is pending, and tells the names of it.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn run(&self) -> Result<Vec<String>, MigrationError> {
        self.with_connection(|connection| {
            let mut names = Vec::new();
            for migration in connection.pending_migrations(EMBEDDED)? {
                connection.run_migration(&*migration)?;
                names.push(migration.name().to_string());
            }
            Ok(names)
        })
        .await
    }

    /// Reverts what was applied last, and tells its name; `None` when nothing was applied.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn revert_last(&self) -> Result<Option<String>, MigrationError> {
        Ok(self.with_connection(|connection| revert(connection, 1)).await?.pop())
    }

    /// Reverts everything, and tells the names, the last applied first. All data is lost.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn revert_all(&self) -> Result<Vec<String>, MigrationError> {
        self.with_connection(|connection| revert(connection, usize::MAX)).await
    }

    /// Every migration that this program or the database knows, in order.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, MigrationError> {
        self.with_connection(|connection| {
            let known = known()?;
            let known = known.iter().map(|one| (one.name().version().to_string(), one.name().to_string()));
            Ok(MigrationStatus::of_all(known, applied(connection)?))
        })
        .await
    }

    /// The names of what is not applied yet, in order.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn pending(&self) -> Result<Vec<String>, MigrationError> {
        let all = self.status().await?;
        let pending = all.into_iter().filter(|status| status.state == MigrationState::Pending);
        Ok(pending.map(|status| status.name).collect())
    }

    async fn with_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, Cause> + Send + 'static,
    ) -> Result<T, MigrationError> {
        let Self { settings } = self.clone();
        let path = settings.path.clone();
        let failed = move |source: Cause| match source.downcast::<MigrationError>() {
            Ok(own) => *own,
            Err(source) => MigrationError::Failed { path: settings.path, source },
        };
        let prepared = self.settings.prepare()?;
        let busy_timeout: Duration = self.settings.busy_timeout;
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = establish(&prepared, Purpose::Write, busy_timeout)
                .map_err(|source| OpenError::File { path, source: source.into() })
                .map_err(MigrationError::from)?;
            work(&mut connection).map_err(failed)
        });
        done.await.map_err(|gone| MigrationError::Failed {
            path: self.settings.path.clone(),
            source: gone.into(),
        })?
    }
}

/// The migrations of this program, in order.
fn known() -> Result<Known, Cause> {
    let mut known: Known = EMBEDDED.migrations()?;
    known.sort_by(|a, b| a.name().version().cmp(&b.name().version()));
    Ok(known)
}

/// The versions that the database has, the last first.
fn applied(connection: &mut SqliteConnection) -> Result<Vec<String>, Cause> {
    Ok(connection.applied_migrations()?.into_iter().map(|version| version.to_string()).collect())
}

fn revert(connection: &mut SqliteConnection, most: usize) -> Result<Vec<String>, Cause> {
    let known = known()?;
    let mut names = Vec::new();
    for version in applied(connection)?.into_iter().take(most) {
        let Some(migration) = known.iter().find(|m| m.name().version().to_string() == version) else {
            return Err(MigrationError::Unknown { version }.into());
        };
        connection.revert_migration(&**migration)?;
        names.push(migration.name().to_string());
    }
    Ok(names)
}
