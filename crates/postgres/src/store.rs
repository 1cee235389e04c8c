use std::{convert::Infallible, sync::Arc, time::Instant};

use async_trait::async_trait;
use diesel_async::{AsyncConnection, SimpleAsyncConnection as _, TransactionManager as _};
use fasttrack_domain::{
    StoreError,
    ports::{Store, UnitOfWork},
};
use tokio::runtime::Handle;

use crate::{
    answer::in_time,
    connection::{Connection, Purpose, establish},
    errors::store_error,
    health::{BETWEEN_QUESTIONS, Health},
    jobs::Bell,
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
    bell: Arc<Bell>,
}

impl PostgresStore {
    /// Makes sure that the database can be reached. The schema is left as it is: see
    /// [`Migrations`](crate::Migrations).
    ///
    /// The runtime on which this is called drives all connections of the store, whichever others use
    /// it, and so must outlive their use.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn connect(settings: &PostgresSettings) -> Result<Self, OpenError> {
        // A connection of its own, for the reason in our own words.
        drop(establish(settings, Purpose::Units).await?);
        let (health, home) = (Health::default(), Handle::current());
        let units =
            Pool::new(settings, &health, &home).map_err(|error| OpenError::Unreachable(error.into()))?;
        let (readers, bell) = (Readers::new(settings, &health, &home), Bell::new(settings));
        Ok(Self { readers: Arc::new(readers), units, health, bell: Arc::new(bell) })
    }

    /// A connection to read on, which others read on at the same time. Who has waited for an answer asks
    /// for another one: this one may be broken.
    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        self.readers.reader().await
    }

    /// What rings when there are new jobs.
    pub(crate) fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Asks now and then whether the server is there, for those who wait for a connection of their own.
    /// Who has one may be in no hurry to send anything, and would not find out that it froze.
    async fn ask(&self) -> Infallible {
        loop {
            tokio::time::sleep(BETWEEN_QUESTIONS).await;
            if self.health.is_to_be_asked() {
                // What the answer is, or that there is none, `health` knows.
                drop(self.ping().await);
            }
        }
    }

    /// Opens a unit of work.
    pub(crate) async fn unit(&self) -> Result<PostgresUnitOfWork, StoreError> {
        let mut lease = tokio::select! {
            biased;
            lease = self.units.lease() => lease?,
            never = self.ask() => match never {},
        };
        let sent = Instant::now();
        let begun = in_time(Transactions::begin_transaction(lease.connection()?)).await;
        // It waits for nobody: whoever does not answer this, answers nothing.
        begun.inspect_err(|_| self.health.silent_since(sent))?.map_err(store_error)?;
        Ok(PostgresUnitOfWork::new(lease))
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(self.unit().await?))
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
