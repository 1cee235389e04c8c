use std::path::PathBuf;

use async_trait::async_trait;
use diesel::connection::AnsiTransactionManager;
use fasttrack_domain::{
    StoreError,
    ports::{Store, UnitOfWork},
};

use crate::{
    connection::Purpose,
    errors::store_error,
    jobs::Bell,
    pool::{Lease, Pool},
    settings::{OpenError, SqliteSettings},
    unit::SqliteUnitOfWork,
};

/// The persistence ports on one SQLite file. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct SqliteStore {
    writer: Pool,
    readers: Pool,
    bell: Bell,
}

impl SqliteStore {
    /// Opens the database and makes sure that it can be written. The schema is left as it is: see
    /// [`Migrations`](crate::Migrations).
    ///
    /// # Errors
    /// [`OpenError`], which names the file or folder.
    pub async fn connect(settings: &SqliteSettings) -> Result<Self, OpenError> {
        let path = settings.prepare()?;
        let failed = |source| OpenError::File { path: PathBuf::from(&path), source };
        let pool = |purpose| Pool::new(path.clone(), purpose, settings).map_err(|error| failed(error.into()));
        let store =
            Self { writer: pool(Purpose::Write)?, readers: pool(Purpose::Read)?, bell: Bell::default() };
        match store.probe().await {
            // Somebody else writes, so it can be written.
            Ok(()) | Err(StoreError::Contention(_)) => Ok(store),
            Err(error) => Err(failed(error.into())),
        }
    }

    /// Opens a connection of each kind. SQLite opens what it may not write as read-only, without
    /// a word: only a write lock tells.
    async fn probe(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lease().await?;
        writer.batch("BEGIN IMMEDIATE; ROLLBACK").await?;
        writer.give_back();
        self.ping().await
    }

    /// A connection to read on. Whoever takes it gives it back when the answer is there.
    pub(crate) async fn reader(&self) -> Result<Lease, StoreError> {
        self.readers.lease().await
    }

    /// What rings when there are new jobs.
    pub(crate) const fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Opens a unit of work.
    pub(crate) async fn unit(&self) -> Result<SqliteUnitOfWork, StoreError> {
        let mut lease = self.writer.lease().await?;
        // Deferred, SQLite's default, would take the write lock at the first write: too late for
        // what was read before, and refused at once if somebody wrote in between.
        lease
            .connection()?
            .spawn_blocking(|connection| {
                AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
            })
            .await
            .map_err(store_error)?;
        Ok(SqliteUnitOfWork::new(lease, self.bell.clone()))
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(self.unit().await?))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let mut reader = self.reader().await?;
        // Unlike `SELECT 1`, this one has to look into the file.
        reader.batch("SELECT 1 FROM sqlite_schema LIMIT 1").await.map_err(unavailable)?;
        reader.give_back();
        Ok(())
    }
}

/// No sign of life, whatever the cause.
fn unavailable(error: StoreError) -> StoreError {
    match error {
        StoreError::Contention(cause) | StoreError::Unavailable(cause) | StoreError::Backend(cause) => {
            StoreError::Unavailable(cause)
        }
        StoreError::Conflict(_) => StoreError::Unavailable(error.into()),
    }
}
