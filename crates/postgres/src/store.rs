use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use diesel_async::{AsyncConnection, SimpleAsyncConnection as _, TransactionManager as _};
use fasttrack_domain::{
    StoreError,
    ports::{Store, UnitOfWork},
};

use crate::{
    answer::in_time,
    connection::{Connection, Purpose, establish},
    errors::store_error,
    health::Health,
    pool::Pool,
    reader::{Reader, Readers},
    settings::{OpenError, PostgresSettings},
    unit::PostgresUnitOfWork,
};

pub(crate) type Transactions = <Connection as AsyncConnection>::TransactionManager;

/// The persistence ports on one Postgres database. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct PostgresStore {
    readers: Arc<Readers>,
    units: Pool,
    health: Health,
}

impl PostgresStore {
    /// Makes sure that the database can be reached. The schema is left as it is: see
    /// [`Migrations`](crate::Migrations).
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn connect(settings: &PostgresSettings) -> Result<Self, OpenError> {
        // A connection of its own, for the reason in our own words.
        drop(establish(settings, Purpose::Units).await?);
        let health = Health::default();
        let units = Pool::new(settings, &health).map_err(|error| OpenError::Unreachable(error.into()))?;
        Ok(Self { readers: Arc::new(Readers::new(settings, &health)), units, health })
    }

    /// A connection to read on, which others read on at the same time. Who has waited for an answer asks
    /// for another one: this one may be broken.
    pub(crate) async fn reader(&self) -> Result<Arc<Reader>, StoreError> {
        self.readers.reader().await
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let mut lease = self.units.lease().await?;
        let sent = Instant::now();
        let begun = in_time(Transactions::begin_transaction(lease.connection()?)).await;
        // It waits for nobody: whoever does not answer this, answers nothing.
        begun.inspect_err(|_| self.health.silent_since(sent))?.map_err(store_error)?;
        Ok(Box::new(PostgresUnitOfWork::new(lease)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let reader = self.reader().await?;
        reader
            .answered(async { reader.connection().batch_execute("SELECT 1").await })
            .await
            .map_err(unavailable)
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
