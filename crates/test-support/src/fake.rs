//! A store that hands out prepared units, so that the tests of use cases can script every failure.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    ports::{
        ApiKeyRepository, AttachmentRepository, AuditRepository, EventCounterRepository, EventRepository,
        ForecastRepository, IdempotencyRepository, ImportRepository, JobRepository, MockApiKeyRepository,
        MockAttachmentRepository, MockEventCounterRepository, MockEventRepository, MockForecastRepository,
        MockIdempotencyRepository, MockImportRepository, MockJobRepository, MockRegistrationRepository,
        MockSessionRepository, MockUserRepository, MockVenueRepository, RegistrationRepository,
        SessionRepository, Store, UnitOfWork, UserRepository, VenueRepository,
    },
};

use crate::{AuditLog, FakeAudit};

/// A unit of work whose repositories are mocks: set expectations on the fields.
#[derive(Default)]
pub struct FakeUnitOfWork {
    /// Users.
    pub users: MockUserRepository,
    /// Sessions.
    pub sessions: MockSessionRepository,
    /// Venues.
    pub venues: MockVenueRepository,
    /// Events.
    pub events: MockEventRepository,
    /// Counters of events.
    pub counters: MockEventCounterRepository,
    /// Registrations.
    pub registrations: MockRegistrationRepository,
    /// Jobs.
    pub jobs: MockJobRepository,
    /// Imports.
    pub imports: MockImportRepository,
    /// Attachments.
    pub attachments: MockAttachmentRepository,
    /// Forecasts of events.
    pub forecasts: MockForecastRepository,
    /// API keys.
    pub api_keys: MockApiKeyRepository,
    /// Answers under keys.
    pub idempotency: MockIdempotencyRepository,
    /// The audit log, which takes everything: see [`audit_log`](Self::audit_log).
    pub audit: FakeAudit,
    /// What `commit` fails with, if it shall fail.
    pub commit_error: Option<StoreError>,
    committed: Committed,
}

impl FakeUnitOfWork {
    /// Tells later, when the unit itself is gone, whether it was committed.
    #[must_use]
    pub fn committed(&self) -> Committed {
        self.committed.clone()
    }

    /// Tells later, when the unit itself is gone, what it wrote into the audit log.
    #[must_use]
    pub fn audit_log(&self) -> AuditLog {
        self.audit.log(self.committed())
    }
}

/// Whether a [`FakeUnitOfWork`] was committed.
#[derive(Debug, Clone, Default)]
pub struct Committed(Arc<AtomicBool>);

impl Committed {
    /// Whether it was.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl UnitOfWork for FakeUnitOfWork {
    fn users(&mut self) -> &mut dyn UserRepository {
        &mut self.users
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        &mut self.sessions
    }

    fn venues(&mut self) -> &mut dyn VenueRepository {
        &mut self.venues
    }

    fn events(&mut self) -> &mut dyn EventRepository {
        &mut self.events
    }

    fn counters(&mut self) -> &mut dyn EventCounterRepository {
        &mut self.counters
    }

    fn registrations(&mut self) -> &mut dyn RegistrationRepository {
        &mut self.registrations
    }

    fn jobs(&mut self) -> &mut dyn JobRepository {
        &mut self.jobs
    }

    fn imports(&mut self) -> &mut dyn ImportRepository {
        &mut self.imports
    }

    fn attachments(&mut self) -> &mut dyn AttachmentRepository {
        &mut self.attachments
    }

    fn forecasts(&mut self) -> &mut dyn ForecastRepository {
        &mut self.forecasts
    }

    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        &mut self.api_keys
    }

    fn idempotency(&mut self) -> &mut dyn IdempotencyRepository {
        &mut self.idempotency
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        &mut self.audit
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if let Some(error) = self.commit_error {
            return Err(error);
        }
        self.committed.0.store(true, Ordering::SeqCst);
        Ok(())
    }
}

/// Answers each `begin` with the next thing prepared; panics when there is none left.
///
/// ```
/// # use fasttrack_domain::StoreError;
/// # use fasttrack_test_support::{FakeStore, FakeUnitOfWork};
/// let unit = FakeUnitOfWork::default();
/// let committed = unit.committed();
/// let store = FakeStore::default().failing(StoreError::Contention("busy".into())).then(unit);
/// ```
#[derive(Default)]
pub struct FakeStore(Mutex<VecDeque<Result<FakeUnitOfWork, StoreError>>>);

impl FakeStore {
    /// The next `begin` hands out this unit.
    #[must_use]
    pub fn then(self, unit: FakeUnitOfWork) -> Self {
        self.push(Ok(unit))
    }

    /// The next `begin` fails.
    #[must_use]
    pub fn failing(self, error: StoreError) -> Self {
        self.push(Err(error))
    }

    /// How many answers nobody asked for yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn push(self, answer: Result<FakeUnitOfWork, StoreError>) -> Self {
        self.0.lock().unwrap().push_back(answer);
        self
    }
}

#[async_trait]
impl Store for FakeStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let next = self.0.lock().unwrap().pop_front();
        let Some(answer) = next else {
            panic!("the use case began one unit of work more than the test prepared");
        };
        Ok(Box::new(answer?))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn units_come_in_order_and_tell_whether_they_were_committed() {
        let (first, second) = (FakeUnitOfWork::default(), FakeUnitOfWork::default());
        let (dropped, committed) = (first.committed(), second.committed());
        let store =
            FakeStore::default().then(first).failing(StoreError::Contention("busy".into())).then(second);

        drop(store.begin().await.unwrap());
        assert!(matches!(store.begin().await, Err(StoreError::Contention(_))));
        store.begin().await.unwrap().commit().await.unwrap();

        assert!(!dropped.get());
        assert!(committed.get());
        assert_eq!(store.left(), 0);
    }

    #[tokio::test]
    async fn a_failing_commit_commits_nothing() {
        let busy = StoreError::Contention("busy".into());
        let unit = FakeUnitOfWork { commit_error: Some(busy), ..FakeUnitOfWork::default() };
        let committed = unit.committed();
        let store = FakeStore::default().then(unit);

        assert!(store.begin().await.unwrap().commit().await.is_err());
        assert!(!committed.get());
    }
}
