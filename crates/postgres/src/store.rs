use async_trait::async_trait;
use diesel_async::{AsyncConnection, SimpleAsyncConnection as _, TransactionManager as _};
use fasttrack_domain::{
    StoreError,
    ports::{Store, UnitOfWork},
};

use crate::{
    answer::Answered as _,
    connection::{Connection, Statements, establish},
    pool::{Lease, Pool},
    settings::{OpenError, PostgresSettings},
    unit::PostgresUnitOfWork,
};

pub(crate) type Transactions = <Connection as AsyncConnection>::TransactionManager;

/// The persistence ports on one Postgres database. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct PostgresStore {
    pool: Pool,
}

impl PostgresStore {
    /// Makes sure that the database can be reached. The schema is left as it is: see
    /// [`Migrations`](crate::Migrations).
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn connect(settings: &PostgresSettings) -> Result<Self, OpenError> {
        // Not from the pool, for the reason in our own words.
        drop(establish(settings, Statements::Limited).await?);
        let pool = Pool::new(settings).map_err(|error| OpenError::Unreachable(error.into()))?;
        Ok(Self { pool })
    }

    /// A connection to read on. Whoever takes it gives it back when the answer is there.
    pub(crate) async fn reader(&self) -> Result<Lease, StoreError> {
        self.pool.lease().await
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let mut lease = self.pool.lease().await?;
        Transactions::begin_transaction(lease.connection()?).answered().await?;
        Ok(Box::new(PostgresUnitOfWork::new(lease)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let mut reader = self.reader().await?;
        reader.connection()?.batch_execute("SELECT 1").answered().await.map_err(unavailable)?;
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
