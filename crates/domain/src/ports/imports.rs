use async_trait::async_trait;

use crate::{
    StoreError,
    import::{Import, ImportTally, RejectedRecord},
    job::JobId,
    time::Timestamp,
};

/// Reads imports.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ImportQueries: Send + Sync {
    /// The import that a job does.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, job: JobId) -> Result<Option<Import>, StoreError>;

    /// The first `most` records that do not go in, of those that come after the record of the number
    /// `after`, in the order of the file.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn rejected(&self, job: JobId, after: u64, most: u16) -> Result<Vec<RejectedRecord>, StoreError>;

    /// Those of these jobs that there are imports of.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn known(&self, jobs: &[JobId]) -> Result<Vec<JobId>, StoreError>;
}

/// Writes how far imports are, in the unit that takes them so far.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ImportRepository: Send {
    /// Adds an import. It goes when its job goes.
    ///
    /// # Errors
    /// `Conflict` with `UserUnknown`.
    async fn add(&mut self, import: &Import) -> Result<(), StoreError>;

    /// Notes how far it is, and which records were left out since the last time.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn advance(
        &mut self,
        job: JobId,
        tally: &ImportTally,
        rejected: &[RejectedRecord],
    ) -> Result<(), StoreError>;

    /// Forgets how far it is, and which records were left out.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn restart(&mut self, job: JobId) -> Result<(), StoreError>;

    /// Removes what is kept of records that do not go in, of imports whose jobs ended before this
    /// instant, `most` at the most; tells how many. The imports themselves go with their jobs.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError>;
}
