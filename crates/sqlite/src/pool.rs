//! Connections on loan.

use std::time::Duration;

use diesel::{ConnectionError, SqliteConnection};
use diesel_async::{
    SimpleAsyncConnection as _,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, PoolError as SetupError, RecyclingMethod,
        deadpool::{BuildError, Object, Pool as Deadpool, PoolError},
    },
    sync_connection_wrapper::SyncConnectionWrapper,
};
use fasttrack_domain::StoreError;

use crate::{
    connection::{BlockingThreads, Connection, Purpose, establish},
    errors::store_error,
    settings::SqliteSettings,
};

/// A bounded number of connections of one purpose.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: Deadpool<Connection>,
    wait: Duration,
}

impl Pool {
    pub(crate) fn new(path: String, purpose: Purpose, settings: &SqliteSettings) -> Result<Self, BuildError> {
        let busy_timeout = settings.busy_timeout;
        let mut config = ManagerConfig::<Connection>::default();
        // Nothing between us and the file can break unnoticed: no round trip to find out.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |path: &str| {
            let path = path.to_owned();
            Box::pin(async move {
                let opened =
                    tokio::task::spawn_blocking(move || establish(&path, purpose, busy_timeout)).await;
                let connection: SqliteConnection =
                    opened.map_err(|gone| ConnectionError::BadConnection(gone.to_string()))??;
                Ok(SyncConnectionWrapper::with_runtime(connection, BlockingThreads))
            })
        });
        let size = match purpose {
            Purpose::Write => 1,
            Purpose::Read => settings.readers.max(1),
        };
        let manager = AsyncDieselConnectionManager::new_with_config(path, config);
        let connections = Deadpool::builder(manager).max_size(size).build()?;
        Ok(Self { connections, wait: settings.pool_wait })
    }

    /// A connection, once one is free.
    pub(crate) async fn lease(&self) -> Result<Lease, StoreError> {
        match tokio::time::timeout(self.wait, self.connections.get()).await {
            Ok(Ok(connection)) => Ok(Lease(Some(connection))),
            Ok(Err(PoolError::Backend(SetupError::ConnectionError(
                ConnectionError::CouldntSetupConfiguration(error),
            )))) => Err(store_error(error)),
            Ok(Err(error)) => Err(StoreError::Unavailable(error.into())),
            Err(late) => Err(StoreError::Unavailable(late.into())),
        }
    }
}

/// A connection that goes back to its pool only when it is [given back](Lease::give_back).
///
/// Dropped otherwise (an error, a caller that went away), it is closed: it may be in the middle of
/// a transaction or of a statement, and the pool would hand it to the next as it is. Closing rolls
/// back; the pool opens a new one when it needs one.
pub(crate) struct Lease(Option<Object<Connection>>);

impl Lease {
    /// The connection. Fails only after it was given back, which nobody can do with a lease in
    /// hand.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.0.as_deref_mut().ok_or_else(|| StoreError::Backend("the unit of work has ended".into()))
    }

    /// Ends the loan: no transaction is open, no statement is running.
    pub(crate) fn give_back(mut self) {
        drop(self.0.take());
    }

    /// Runs statements that return nothing.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection()?.batch_execute(sql).await.map_err(store_error)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::{QueryableByName, sql_types::Text};
    use diesel_async::RunQueryDsl as _;

    use super::*;

    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = Text)]
        value: String,
    }

    async fn settings_of(lease: &mut Lease) -> Vec<String> {
        let pragmas = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only"];
        let mut values = Vec::new();
        for pragma in pragmas {
            // A pragma as a table, since its own column is called otherwise in each.
            let query = format!(
                "SELECT CAST(\"{}\" AS TEXT) AS value FROM pragma_{pragma}",
                match pragma {
                    "busy_timeout" => "timeout",
                    other => other,
                }
            );
            let setting: Setting =
                diesel::sql_query(query).get_result(lease.connection().unwrap()).await.unwrap();
            values.push(setting.value);
        }
        values
    }

    #[tokio::test]
    async fn every_connection_is_durable_and_keeps_foreign_keys() {
        let folder = tempfile::tempdir().unwrap();
        let settings = SqliteSettings::new(folder.path().join("fasttrack.db"));
        for (purpose, size, query_only) in [(Purpose::Write, 1, "0"), (Purpose::Read, settings.readers, "1")]
        {
            let pool = Pool::new(settings.prepare().unwrap(), purpose, &settings).unwrap();
            let mut leases = Vec::new();
            for _ in 0..size {
                leases.push(pool.lease().await.unwrap());
            }
            // 2 is FULL.
            for lease in &mut leases {
                assert_eq!(settings_of(lease).await, ["wal", "2", "1", "2000", query_only]);
            }
            // And those that take the place of closed ones.
            drop(leases);
            assert_eq!(
                settings_of(&mut pool.lease().await.unwrap()).await,
                ["wal", "2", "1", "2000", query_only]
            );
        }
    }

    #[tokio::test]
    async fn only_a_connection_given_back_is_lent_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = SqliteSettings::new(folder.path().join("fasttrack.db"));
        settings.readers = 1;
        let pool = Pool::new(settings.prepare().unwrap(), Purpose::Read, &settings).unwrap();
        let mut lease = pool.lease().await.unwrap();
        lease.batch("PRAGMA cache_size = 77").await.unwrap();
        lease.give_back();
        let mut same = pool.lease().await.unwrap();
        let query = "SELECT CAST(cache_size AS TEXT) AS value FROM pragma_cache_size";
        let mark = async |lease: &mut Lease| {
            let setting: Setting =
                diesel::sql_query(query).get_result(lease.connection().unwrap()).await.unwrap();
            setting.value == "77"
        };
        assert!(mark(&mut same).await);
        drop(same);
        assert!(!mark(&mut pool.lease().await.unwrap()).await);
    }
}
