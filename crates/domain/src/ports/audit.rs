use async_trait::async_trait;

use crate::{
    StoreError,
    audit::{AuditEntry, AuditFilter},
    page::{Page, PageRequest},
    time::Timestamp,
};

/// Reads the audit log.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AuditQueries: Send + Sync {
    /// A page of the entries that fit, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(&self, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditEntry>, StoreError>;

    /// How many entries fit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, filter: &AuditFilter) -> Result<u64, StoreError>;
}

/// Adds to the audit log, in the unit that an entry tells of. There is no way to change an entry, and
/// stores refuse whoever tries it past this port.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AuditRepository: Send {
    /// Adds an entry.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn add(&mut self, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Removes entries of before this instant, the oldest first and `most` at the most; tells how many.
    ///
    /// # Errors
    /// `Backend` for an entry that is younger than four weeks, by the clock of the store: nobody removes
    /// the traces of what was just done.
    async fn prune(&mut self, before: Timestamp, most: u16) -> Result<u64, StoreError>;
}
