//! Waiting for the answer of a statement.

use std::{future::Future, time::Duration};

use diesel::{QueryResult, result::Error};
use fasttrack_domain::StoreError;
use tokio::time::timeout;

use crate::errors::store_error;

/// How long anybody waits for an answer. Postgres gives up a statement before that, see
/// [`LONGEST_STATEMENT`]: if nothing was heard by then, nothing will be. The caller drops its
/// connection then, as after any error.
///
/// A request is to be told within 2 s that the database is gone, however it went: this leaves a
/// quarter of a second for everything else.
pub(crate) const PATIENCE: Duration = Duration::from_millis(1_750);

/// The longest time-out of a statement: Postgres must have the time to say that it gave up.
pub(crate) const LONGEST_STATEMENT: Duration = Duration::from_millis(1_500);

/// No answer came in time.
#[derive(Debug, thiserror::Error)]
#[error("the database did not answer in {0:?}")]
pub(crate) struct Silence(Duration);

impl From<Silence> for StoreError {
    fn from(silence: Silence) -> Self {
        Self::Unavailable(silence.into())
    }
}

/// A statement under way.
pub(crate) trait Answered<T>: Future<Output = QueryResult<T>> + Sized + Send {
    /// Its answer, in time.
    fn answered(self) -> impl Future<Output = Result<T, StoreError>> + Send {
        async { in_time(self).await?.map_err(store_error) }
    }

    /// Its one row, if there is one.
    fn found(self) -> impl Future<Output = Result<Option<T>, StoreError>> + Send {
        async { found(in_time(self).await?) }
    }
}

impl<T, F: Future<Output = QueryResult<T>> + Send> Answered<T> for F {}

/// Any work on a connection, in time.
pub(crate) async fn in_time<T>(statement: impl Future<Output = T> + Send) -> Result<T, Silence> {
    within(PATIENCE, statement).await
}

/// The same, where some of the time has gone already.
pub(crate) async fn within<T>(
    left: Duration,
    statement: impl Future<Output = T> + Send,
) -> Result<T, Silence> {
    timeout(left, statement).await.map_err(|_| Silence(left))
}

/// The one row of an answer, if there is one.
pub(crate) fn found<T>(answer: QueryResult<T>) -> Result<Option<T>, StoreError> {
    match answer {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(store_error(error)),
    }
}
