use std::time::Instant;

use async_trait::async_trait;
use diesel_async::{SimpleAsyncConnection as _, TransactionManager as _};
use fasttrack_domain::{
    StoreError,
    ports::{
        ApiKeyRepository, AttachmentRepository, AuditRepository, EventCounterRepository, EventRepository,
        ForecastRepository, IdempotencyRepository, ImportRepository, JobRepository, RegistrationRepository,
        SessionRepository, UnitOfWork, UserRepository, VenueRepository,
    },
};

use crate::{
    answer::in_time, connection::Connection, errors::store_error, jobs::RING, pool::Lease,
    store::Transactions,
};

/// An open transaction. It is every repository at once: the entity folders implement one each.
///
/// Dropped, its lease closes the connection, and Postgres rolls back.
pub(crate) struct PostgresUnitOfWork {
    lease: Lease,
    /// Whether there are new jobs in it.
    rings: bool,
}

impl PostgresUnitOfWork {
    pub(crate) const fn new(lease: Lease) -> Self {
        Self { lease, rings: false }
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
impl UnitOfWork for PostgresUnitOfWork {
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
        let sent = Instant::now();
        if self.rings {
            // In the transaction, so that it comes with the commit, or not at all.
            let rung = in_time(self.connection()?.batch_execute(RING)).await;
            rung.inspect_err(|_| self.lease.silent_since(sent))?.map_err(store_error)?;
        }
        let committed = in_time(Transactions::commit_transaction(self.connection()?)).await;
        committed.inspect_err(|_| self.lease.silent_since(sent))?.map_err(store_error)?;
        self.lease.give_back();
        Ok(())
    }
}
