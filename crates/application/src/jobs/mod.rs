//! Background work: what there is to do, and who may look at it, call it off or have it done again.

mod cancel;
mod error;
mod maintenance;
mod read;
mod retry;
mod task;
#[cfg(test)]
mod tests;
mod view;

pub use error::JobError;
pub use maintenance::Maintenance;
pub use task::{Task, TaskError};
pub use view::{JobPhase, JobSelection, JobView};

use std::sync::Arc;

use fasttrack_domain::ports::{Clock, IdGenerator, JobQueries, Store};

/// The use cases of jobs. Who does the jobs is a worker, which is none of these.
#[derive(Clone)]
pub struct Jobs {
    /// Where jobs are written.
    pub store: Arc<dyn Store>,
    /// Where jobs are read.
    pub queries: Arc<dyn JobQueries>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers of entries of the audit log.
    pub ids: Arc<dyn IdGenerator>,
}
