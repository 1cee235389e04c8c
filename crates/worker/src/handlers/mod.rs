//! The handlers that there are, a file a kind: read what to do, call one use case, say what came of
//! it.

mod prune_jobs;

pub use prune_jobs::PruneJobs;

use fasttrack_application::jobs::{Maintenance, Task};

use crate::Handlers;

/// Every kind, and who does it.
#[must_use]
pub fn all(maintenance: Maintenance) -> Handlers {
    Handlers::default().with(Task::PruneJobs.kind(), PruneJobs::TIMEOUT, PruneJobs(maintenance))
}
