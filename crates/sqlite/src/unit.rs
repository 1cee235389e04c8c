use async_trait::async_trait;
use diesel_async::{AsyncConnection, TransactionManager as _};
use fasttrack_domain::{
    StoreError,
    ports::{
        ApiKeyRepository, AttachmentRepository, AuditRepository, EventCounterRepository, EventRepository,
        ForecastRepository, IdempotencyRepository, ImportRepository, JobRepository, RegistrationRepository,
        SessionRepository, UnitOfWork, UserRepository, VenueRepository,
    },
};

use crate::{connection::Connection, errors::store_error, jobs::Bell, pool::Lease};

type Transactions = <Connection as AsyncConnection>::TransactionManager;

/// An open `BEGIN IMMEDIATE` transaction. It is every repository at once: the entity folders
/// implement one each.
///
/// Dropped, its lease closes the connection, and SQLite rolls back.
pub(crate) struct SqliteUnitOfWork {
    lease: Lease,
    bell: Bell,
    /// Whether there are new jobs in it.
    rings: bool,
}

impl SqliteUnitOfWork {
    pub(crate) const fn new(lease: Lease, bell: Bell) -> Self {
        Self { lease, bell, rings: false }
    }

    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.lease.connection()
    }

    /// Whoever waits for jobs hears of them when they are there.
    pub(crate) const fn ring_on_commit(&mut self) {
        self.rings = true;
    }
}

#[async_trait]
impl UnitOfWork for SqliteUnitOfWork {
    fn users(&mut self) -> &mut dyn UserRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn venues(&mut self) -> &mut dyn VenueRepository {
        self
    }

    fn events(&mut self) -> &mut dyn EventRepository {
        self
    }

    fn counters(&mut self) -> &mut dyn EventCounterRepository {
        self
    }

    fn registrations(&mut self) -> &mut dyn RegistrationRepository {
        self
    }

    fn jobs(&mut self) -> &mut dyn JobRepository {
        self
    }

    fn imports(&mut self) -> &mut dyn ImportRepository {
        self
    }

    fn attachments(&mut self) -> &mut dyn AttachmentRepository {
        self
    }

    fn forecasts(&mut self) -> &mut dyn ForecastRepository {
        self
    }

    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        self
    }

    fn idempotency(&mut self) -> &mut dyn IdempotencyRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        Transactions::commit_transaction(self.connection()?).await.map_err(store_error)?;
        self.lease.give_back();
        if self.rings {
            self.bell.ring();
        }
        Ok(())
    }
}
