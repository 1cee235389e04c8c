use async_trait::async_trait;
use fasttrack_domain::error::Cause;

use crate::Running;

/// Does the jobs of one kind: reads what to do, calls one use case, says what came of it.
///
/// It may be dropped at any `await`: because it took too long, its job was called off, its lease was
/// lost or the worker stops. And a job may be begun more than once. So what it does must be right
/// when it was done before, wholly or half.
///
/// Between two `await`s it takes moments; what computes for longer goes to
/// [`spawn_blocking`](tokio::task::spawn_blocking). Handlers that keep every thread of the runtime busy
/// leave none for the heartbeats, and lose their jobs.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Does a job.
    ///
    /// # Errors
    /// [`Failure`], which says whether to try again.
    async fn run(&self, running: Running) -> Outcome;
}

/// What a handler says in the end.
pub type Outcome = Result<Done, Failure>;

/// The job is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The worker is to note so, and what came of it.
    With(Option<String>),
    /// The handler has settled it, in the unit that did it.
    Settled,
}

/// Why a job is not done. What the cause says of itself becomes the job's last error, which its owner
/// can read; the causes below it are for the log.
#[derive(Debug)]
pub enum Failure {
    /// Another attempt may succeed.
    Passing(Cause),
    /// None will.
    Fatal(Cause),
    /// It stopped because it was asked to.
    Stopped,
}

impl Failure {
    /// The job is about something else than its handler is for: whoever wired them is at fault.
    #[must_use]
    pub fn not_mine() -> Self {
        Self::Fatal("the job was given to a handler of another kind".into())
    }
}
