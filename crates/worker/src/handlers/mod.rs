//! The handlers that there are, a file a kind: read what to do, call one use case, say what came of
//! it.

mod import_events;
mod prune_jobs;

pub use import_events::ImportEvents;
pub use prune_jobs::PruneJobs;

use fasttrack_application::{
    imports::ImportJobs,
    jobs::{Maintenance, Task},
};

use crate::Handlers;

/// The use cases that jobs call.
#[derive(Clone)]
pub struct UseCases {
    /// Keeps the store from growing.
    pub maintenance: Maintenance,
    /// Imports files.
    pub imports: ImportJobs,
}

/// Every kind, and who does it.
#[must_use]
pub fn all(use_cases: UseCases) -> Handlers {
    let UseCases { maintenance, imports } = use_cases;
    Handlers::default().with(Task::PruneJobs.kind(), PruneJobs::TIMEOUT, PruneJobs(maintenance)).with(
        Task::ImportEvents.kind(),
        ImportEvents::TIMEOUT,
        ImportEvents(imports),
    )
}
