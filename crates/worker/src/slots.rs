//! How many jobs of a kind run at once, where not all that a worker can do may be of that kind.

use std::{collections::BTreeMap, sync::Arc};

use fasttrack_domain::job::JobKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Handlers;

/// The kinds of a worker, and how many more of those that are limited may begin.
pub(crate) struct Slots(BTreeMap<JobKind, Option<Arc<Semaphore>>>);

/// One of the jobs that may run of a limited kind, until this is dropped.
pub(crate) struct Slot {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// Who does one kind only has nothing to keep free for others.
    pub(crate) fn of(handlers: &Handlers) -> Self {
        let kinds = handlers.kinds();
        let shared = kinds.len() > 1;
        let one = |kind: JobKind| {
            let most = handlers.get(&kind).and_then(|entry| entry.at_most).filter(|_| shared);
            (kind, most.map(|most| Arc::new(Semaphore::new(most.get().min(Semaphore::MAX_PERMITS)))))
        };
        Self(kinds.into_iter().map(one).collect())
    }

    /// The kinds of which a job may begin now, sorted.
    pub(crate) fn free(&self) -> Vec<JobKind> {
        let is_free =
            |slots: &Option<Arc<Semaphore>>| slots.as_ref().is_none_or(|slots| slots.available_permits() > 0);
        self.0.iter().filter(|(_, slots)| is_free(slots)).map(|(kind, _)| kind.clone()).collect()
    }

    /// Takes one for a job of a [free](Self::free) kind.
    pub(crate) fn take(&self, kind: &JobKind) -> Slot {
        let slots = self.0.get(kind).cloned().flatten();
        Slot { _permit: slots.and_then(|slots| slots.try_acquire_owned().ok()) }
    }
}
