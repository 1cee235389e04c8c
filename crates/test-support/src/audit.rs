use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fasttrack_domain::{StoreError, audit::AuditEntry, ports::AuditRepository, time::Timestamp};

use crate::Committed;

/// The audit log of a [`FakeUnitOfWork`](crate::FakeUnitOfWork): takes every entry.
#[derive(Default)]
pub struct FakeAudit {
    entries: Arc<Mutex<Vec<AuditEntry>>>,
    /// What `add` fails with, if it shall fail.
    pub add_error: Option<StoreError>,
    /// How many entries there are to be pruned.
    pub old: u64,
    pruned: Arc<Mutex<Vec<(Timestamp, u16)>>>,
}

impl FakeAudit {
    pub(crate) fn log(&self, committed: Committed) -> AuditLog {
        AuditLog { entries: Arc::clone(&self.entries), pruned: Arc::clone(&self.pruned), committed }
    }
}

/// What a [`FakeUnitOfWork`](crate::FakeUnitOfWork) wrote into the audit log, as a database keeps it:
/// nothing, unless it is committed.
#[derive(Clone)]
pub struct AuditLog {
    entries: Arc<Mutex<Vec<AuditEntry>>>,
    pruned: Arc<Mutex<Vec<(Timestamp, u16)>>>,
    committed: Committed,
}

impl AuditLog {
    /// The entries that last.
    #[must_use]
    pub fn lasting(&self) -> Vec<AuditEntry> {
        if self.committed.get() { self.entries.lock().unwrap().clone() } else { Vec::new() }
    }

    /// What was asked to be pruned, and is.
    #[must_use]
    pub fn pruned(&self) -> Vec<(Timestamp, u16)> {
        if self.committed.get() { self.pruned.lock().unwrap().clone() } else { Vec::new() }
    }
}

#[async_trait]
impl AuditRepository for FakeAudit {
    async fn add(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        if let Some(error) = self.add_error.take() {
            return Err(error);
        }
        self.entries.lock().unwrap().push(entry.clone());
        Ok(())
    }

    async fn prune(&mut self, before: Timestamp, most: u16) -> Result<u64, StoreError> {
        self.pruned.lock().unwrap().push((before, most));
        Ok(self.old.min(u64::from(most)))
    }
}
