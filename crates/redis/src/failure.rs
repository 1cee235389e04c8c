use deadpool_redis::{PoolError, TimeoutType};
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
    /// The other end hung up.
    #[error("the connection ended")]
    Ended,
    /// No connection for a script.
    #[error(transparent)]
    Pool(PoolError),
    /// Too many scripts at once. That says nothing about Redis.
    #[error("all connections for scripts are in use")]
    Busy,
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Timeout(TimeoutType::Wait) => Self::Busy,
            error => Self::Pool(error),
        }
    }
}

impl From<Elapsed> for Failure {
    fn from(_: Elapsed) -> Self {
        Self::Late
    }
}
