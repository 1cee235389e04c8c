use std::time::Duration;

use async_trait::async_trait;

use crate::{
    StoreError,
    job::{Beat, Job, JobFilter, JobId, JobKind, Lease, Progress, Settlement, Taken, UniqueKey},
    page::{Page, PageRequest},
    time::Timestamp,
};

/// Reads jobs.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobQueries: Send + Sync {
    /// One job.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: JobId) -> Result<Option<Job>, StoreError>;

    /// A page of the jobs that fit, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(&self, filter: &JobFilter, page: &PageRequest) -> Result<Page<Job>, StoreError>;

    /// How many jobs fit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, filter: &JobFilter) -> Result<u64, StoreError>;
}

/// Writes jobs, in the unit that causes them or that they cause.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobRepository: Send {
    /// Adds a job; `false` when there is one of its kind and unique key that is neither done nor
    /// given up.
    ///
    /// # Errors
    /// `Conflict` with `UserUnknown`.
    async fn add(&mut self, job: &Job) -> Result<bool, StoreError>;

    /// One job; it stays as it is until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&mut self, id: JobId) -> Result<Option<Job>, StoreError>;

    /// The job of this kind and unique key that is neither done nor given up; there is one at the
    /// most. It may end while the unit goes on.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn live(&mut self, kind: &JobKind, key: &UniqueKey) -> Result<Option<Job>, StoreError>;

    /// Writes a job that was [found](Self::find) in this unit and is not running. Of one that runs
    /// only whether it should stop is written: the rest belongs to its worker.
    ///
    /// # Errors
    /// `Conflict` with `JobKeyTaken` for one that is to be done again while another of its kind and
    /// unique key is.
    async fn update(&mut self, job: &Job) -> Result<(), StoreError>;

    /// Makes sure that the job is still ours until the unit ends, so that what the unit writes is
    /// written once; `false` when it is not.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn hold(&mut self, lease: &Lease) -> Result<bool, StoreError>;

    /// Ends an attempt together with what it wrote; `false`, and nothing is written, when the job is
    /// not ours any more.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn settle(&mut self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError>;

    /// Takes a tick of a schedule: `false` when it, or a later one, was taken before, by whomever.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn take_tick(&mut self, schedule: &JobKind, tick: Timestamp) -> Result<bool, StoreError>;

    /// Removes jobs that ended before this instant, `most` at the most; tells how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError>;
}

/// Hands jobs out to workers. Each method is a short unit of its own.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobQueue: Send + Sync {
    /// Takes the job that has been due for longest: one that waits, or one whose worker has been
    /// silent since its lease ended. Two workers never get the same one. If nobody may begin it any
    /// more, it is ended instead: whoever asks tells of it, since nobody else will.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn claim(
        &self,
        kinds: &[JobKind],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Taken>, StoreError>;

    /// Keeps a job for longer, and notes how far it is.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn beat(
        &self,
        lease: &Lease,
        lease_until: Timestamp,
        progress: Option<Progress>,
    ) -> Result<Beat, StoreError>;

    /// Ends an attempt; `false`, and nothing is written, when the job is not ours any more.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn settle(&self, lease: &Lease, settlement: &Settlement) -> Result<bool, StoreError>;

    /// When the next job of these kinds is due, or a lease ends; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn next_due(&self, kinds: &[JobKind]) -> Result<Option<Timestamp>, StoreError>;

    /// Waits until there may be new jobs, `most` at the most. May return for nothing now and then (though
    /// not because of a unit that was rolled back), and must not be relied on: it spares looking, it does
    /// not replace it.
    async fn wait(&self, most: Duration);
}
