use std::sync::{Arc, Mutex, PoisonError};

use fasttrack_application::jobs::Task;
use fasttrack_domain::job::{Claim, Job, Lease, Progress};
use slog::Logger;
use tokio_util::sync::CancellationToken;

use crate::Failure;

/// What a handler is given: the job, and how to talk about it with the worker.
pub struct Running {
    claim: Claim,
    told: Told,
    cancel: CancellationToken,
    logger: Logger,
}

impl Running {
    pub(crate) const fn new(claim: Claim, told: Told, cancel: CancellationToken, logger: Logger) -> Self {
        Self { claim, told, cancel, logger }
    }

    /// The job, as it was when it was claimed.
    #[must_use]
    pub const fn job(&self) -> &Job {
        &self.claim.job
    }

    /// The right to do it. A unit that must not write twice holds it.
    #[must_use]
    pub const fn lease(&self) -> Lease {
        self.claim.lease
    }

    /// What to do.
    ///
    /// # Errors
    /// [`Failure::Fatal`] when this version cannot do it.
    pub fn task(&self) -> Result<Task, Failure> {
        let Job { kind, payload, .. } = self.job();
        Task::decode(kind, payload).map_err(|error| Failure::Fatal(error.into()))
    }

    /// Says how much is done, and of how much, if that is known. Cheap: it is kept in memory, and
    /// written with the next heartbeat.
    pub fn progress(&self, done: u64, total: Option<u64>) {
        self.told.tell(Progress { done, total });
    }

    /// Returns when the job should stop. Who does not stop soon is dropped.
    pub async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// Whether the job should stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Says by itself which job a line is about.
    pub const fn logger(&self) -> &Logger {
        &self.logger
    }
}

/// The progress that a handler told last.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Option<Progress>>>);

impl Told {
    fn tell(&self, progress: Progress) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    pub(crate) fn latest(&self) -> Option<Progress> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
