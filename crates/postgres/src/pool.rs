//! Connections on loan.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
    deadpool::{BuildError, Object, Pool as Deadpool},
};
use fasttrack_domain::StoreError;

use crate::{
    connection::{Connection, establish_pooled},
    settings::PostgresSettings,
};

/// A bounded number of connections.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: Deadpool<Connection>,
    wait: Duration,
    wait_while_down: Duration,
    /// Whether the last attempt to connect failed.
    down: Arc<AtomicBool>,
}

impl Pool {
    pub(crate) fn new(settings: &PostgresSettings) -> Result<Self, BuildError> {
        let down = Arc::new(AtomicBool::new(false));
        let mut config = ManagerConfig::<Connection>::default();
        // No round trip to find out whether a connection still works: that it was closed is known
        // without, and who meets another kind of failure is told so.
        config.recycling_method = RecyclingMethod::Fast;
        let (settings_of_each, seen_down) = (settings.clone(), Arc::clone(&down));
        config.custom_setup = Box::new(move |_| {
            let (settings, down) = (settings_of_each.clone(), Arc::clone(&seen_down));
            Box::pin(async move {
                let opened = establish_pooled(&settings).await;
                down.store(opened.is_err(), Ordering::Relaxed);
                opened
            })
        });
        let manager = AsyncDieselConnectionManager::new_with_config(String::new(), config);
        let connections = Deadpool::builder(manager).max_size(settings.connections.max(1)).build()?;
        let (wait, wait_while_down) = (settings.pool_wait, settings.connect_timeout.min(settings.pool_wait));
        Ok(Self { connections, wait, wait_while_down, down })
    }

    /// A connection, once one is free.
    pub(crate) async fn lease(&self) -> Result<Lease, StoreError> {
        let wait = if self.down.load(Ordering::Relaxed) { self.wait_while_down } else { self.wait };
        match tokio::time::timeout(wait, self.connections.get()).await {
            Ok(Ok(connection)) => Ok(Lease(Some(connection))),
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
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}
