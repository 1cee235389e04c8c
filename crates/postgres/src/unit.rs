use async_trait::async_trait;
use diesel_async::TransactionManager as _;
use fasttrack_domain::{
    StoreError,
    ports::{
        EventCounterRepository, EventRepository, RegistrationRepository, SessionRepository, UnitOfWork,
        UserRepository, VenueRepository,
    },
};

use crate::{answer::Answered as _, connection::Connection, pool::Lease, store::Transactions};

/// An open transaction. It is every repository at once: the entity folders implement one each.
///
/// Dropped, its lease closes the connection, and Postgres rolls back.
pub(crate) struct PostgresUnitOfWork {
    lease: Lease,
}

impl PostgresUnitOfWork {
    pub(crate) const fn new(lease: Lease) -> Self {
        Self { lease }
    }

    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.lease.connection()
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

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        Transactions::commit_transaction(self.connection()?).answered().await?;
        self.lease.give_back();
        Ok(())
    }
}
