use fasttrack_domain::{
    job::{Job, JobId, JobKind},
    time::Timestamp,
};
use serde::Deserialize;

/// What a job is about. The payload of a [`Job`] is written and read here and nowhere else.
///
/// A payload may be read by a newer version than the one that wrote it: a new field needs a default,
/// and a kind keeps its word for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Remove jobs that ended long ago.
    PruneJobs,
}

/// Why a job is nothing that this version knows how to do.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no such kind, or not yet.
    #[error("there is no kind of job called {0}")]
    UnknownKind(JobKind),
    /// The payload is none of this kind.
    #[error("this is no payload of {kind}")]
    Malformed {
        /// The kind.
        kind: JobKind,
        /// What does not fit.
        #[source]
        source: serde_json::Error,
    },
}

const PRUNE_JOBS: JobKind = JobKind::of("jobs.prune");

/// Of a kind whose word says it all.
#[derive(Deserialize)]
struct Nothing {}

impl Task {
    /// The kind of the jobs that are about this.
    #[must_use]
    pub fn kind(&self) -> JobKind {
        match self {
            Self::PruneJobs => PRUNE_JOBS,
        }
    }

    /// The payload: JSON.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::PruneJobs => "{}".to_owned(),
        }
    }

    /// Reads what [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`TaskError`] when this version cannot do it.
    pub fn decode(kind: &JobKind, payload: &str) -> Result<Self, TaskError> {
        let malformed = |source| TaskError::Malformed { kind: kind.clone(), source };
        if *kind == PRUNE_JOBS {
            return serde_json::from_str(payload).map(|Nothing {}| Self::PruneJobs).map_err(malformed);
        }
        Err(TaskError::UnknownKind(kind.clone()))
    }

    /// A job that does this, at once, once and for the system.
    #[must_use]
    pub fn job(&self, id: JobId, now: Timestamp) -> Job {
        Job::new(id, self.kind(), self.encode(), now)
    }
}
