//! One connection: how it is set up, and on which thread it works.

use std::{error::Error, future::Future, pin::Pin, time::Duration};

use diesel::{
    Connection as _, ConnectionError, ConnectionResult, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, sql_types::Text,
};
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};

/// A connection in the hands of async code.
pub(crate) type Connection = SyncConnectionWrapper<SqliteConnection, BlockingThreads>;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Read,
    Write,
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Opens the file and sets what SQLite keeps by connection, not by file.
pub(crate) fn establish(
    path: &str,
    purpose: Purpose,
    busy_timeout: Duration,
) -> ConnectionResult<SqliteConnection> {
    let mut connection = SqliteConnection::establish(path)?;
    // The time-out first: the statements after it may have to wait. FULL makes a commit survive a
    // power cut, not only a crash. Sorts stay in memory, so that no writable /tmp is needed.
    let setup = format!(
        "PRAGMA busy_timeout = {};
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA query_only = {};",
        busy_timeout.as_millis(),
        if purpose == Purpose::Read { "ON" } else { "OFF" },
    );
    connection.batch_execute(&setup).map_err(ConnectionError::CouldntSetupConfiguration)?;
    let mode: JournalMode = diesel::sql_query("PRAGMA journal_mode = WAL")
        .get_result(&mut connection)
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    if mode.journal_mode != "wal" {
        // Some network file systems cannot share memory, which the log needs.
        return Err(ConnectionError::BadConnection("the file system allows no write-ahead log".into()));
    }
    Ok(connection)
}

/// Runs the work of a connection on Tokio's blocking threads.
///
/// Unlike diesel-async's own, it does not wait when the caller goes away in the middle of a
/// statement: that panics on a current-thread runtime, such as actix's. The statement runs to its
/// end unobserved, and [`Lease`](crate::pool::Lease) sees to it that nobody gets the connection
/// any more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockingThreads;

impl SpawnBlocking for BlockingThreads {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> Pin<Box<dyn Future<Output = Result<R, Box<dyn Error + Send + Sync>>> + Send + 'a>>
    where
        R: Send + 'static,
    {
        let done = tokio::task::spawn_blocking(task);
        Box::pin(async move { done.await.map_err(Into::into) })
    }

    fn get_runtime() -> Self {
        Self
    }
}
