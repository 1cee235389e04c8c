use std::sync::Arc;

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    job::{Job, JobId, JobKind, Lease, Settlement, UniqueKey},
    ports::{
        ApiKeyRepository, AttachmentRepository, AuditRepository, EventCounterRepository, EventRepository,
        ForecastRepository, IdempotencyRepository, ImportRepository, JobRepository, RegistrationRepository,
        SessionRepository, Store, UnitOfWork, UserRepository, VenueRepository,
    },
    time::Timestamp,
};
use fasttrack_test_support::FakeUnitOfWork;
use tokio::sync::{OwnedMutexGuard, watch};

use super::{Memory, State};

/// One at a time: it has the state to itself, and puts its draft there when it is committed.
struct Unit {
    state: OwnedMutexGuard<State>,
    draft: State,
    changed: watch::Sender<()>,
    /// Whom no job is about here.
    others: FakeUnitOfWork,
}

#[async_trait]
impl Store for Memory {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.answer(|_| ()).await?;
        let state = Arc::clone(&self.state).lock_owned().await;
        let (draft, changed) = (state.clone(), self.changed.clone());
        let mut others = FakeUnitOfWork::default();
        // None of the jobs here is an import.
        others.imports.expect_prune().returning(|_, _| Ok(0));
        Ok(Box::new(Unit { state, draft, changed, others }))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.answer(|_| ()).await
    }
}

#[async_trait]
impl UnitOfWork for Unit {
    fn users(&mut self) -> &mut dyn UserRepository {
        self.others.users()
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self.others.sessions()
    }

    fn venues(&mut self) -> &mut dyn VenueRepository {
        self.others.venues()
    }

    fn events(&mut self) -> &mut dyn EventRepository {
        self.others.events()
    }

    fn counters(&mut self) -> &mut dyn EventCounterRepository {
        self.others.counters()
    }

    fn registrations(&mut self) -> &mut dyn RegistrationRepository {
        self.others.registrations()
    }

    fn jobs(&mut self) -> &mut dyn JobRepository {
        self
    }

    fn imports(&mut self) -> &mut dyn ImportRepository {
        self.others.imports()
    }

    fn attachments(&mut self) -> &mut dyn AttachmentRepository {
        self.others.attachments()
    }

    fn forecasts(&mut self) -> &mut dyn ForecastRepository {
        self.others.forecasts()
    }

    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        self.others.api_keys()
    }

    fn idempotency(&mut self) -> &mut dyn IdempotencyRepository {
        self.others.idempotency()
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        self.others.audit()
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        *self.state = self.draft;
        self.changed.send_replace(());
        Ok(())
    }
}

#[async_trait]
impl JobRepository for Unit {
    async fn add(&mut self, job: &Job) -> Result<bool, StoreError> {
        Ok(self.draft.add(job))
    }

    async fn find(&mut self, id: JobId) -> Result<Option<Job>, StoreError> {
        Ok(self.draft.find(id))
    }

    async fn live(&mut self, kind: &JobKind, key: &UniqueKey) -> Result<Option<Job>, StoreError> {
        Ok(self.draft.live(kind, key))
    }

    async fn update(&mut self, job: &Job) -> Result<(), StoreError> {
        self.draft.update(job);
        Ok(())
    }

    async fn hold(&mut self, lease: &Lease) -> Result<bool, StoreError> {
        Ok(self.draft.hold(lease))
    }

    async fn settle(&mut self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError> {
        Ok(self.draft.settle(lease, settlement))
    }

    async fn take_tick(&mut self, schedule: &JobKind, tick: Timestamp) -> Result<bool, StoreError> {
        Ok(self.draft.take_tick(schedule, tick))
    }

    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        Ok(self.draft.prune(ended_before, most))
    }
}
