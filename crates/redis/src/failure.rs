use deadpool_redis::PoolError;
use redis::RedisError;
use tokio::time::error::Elapsed;

/// Why Redis did not do what it was asked for. To callers it is all the same: it goes on without.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No answer in time.
    #[error("no answer in time")]
    Late,
    /// An answer that says no, or a connection that broke.
    #[error(transparent)]
    Redis(#[from] RedisError),
    /// No connection for a script.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl From<Elapsed> for Failure {
    fn from(_: Elapsed) -> Self {
        Self::Late
    }
}
