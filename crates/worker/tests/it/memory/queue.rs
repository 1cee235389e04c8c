use std::time::Duration;

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    job::{Beat, JobKind, Lease, Progress, Settlement, Taken},
    ports::JobQueue,
    time::Timestamp,
};

use super::Memory;

#[async_trait]
impl JobQueue for Memory {
    async fn claim(
        &self,
        kinds: &[JobKind],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Taken>, StoreError> {
        self.answer(|state| state.claim(kinds, now, lease_until)).await
    }

    async fn beat(
        &self,
        lease: &Lease,
        lease_until: Timestamp,
        progress: Option<Progress>,
    ) -> Result<Beat, StoreError> {
        self.answer(|state| state.beat(lease, lease_until, progress)).await
    }

    async fn settle(&self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError> {
        self.answer(|state| state.settle(lease, settlement)).await
    }

    async fn next_due(&self, kinds: &[JobKind]) -> Result<Option<Timestamp>, StoreError> {
        self.answer(|state| state.next_due(kinds)).await
    }

    /// Without a bound of its own: who waits too long is a worker that relies on being woken.
    async fn wait(&self, _: Duration) {
        self.bell.notified().await;
    }
}
