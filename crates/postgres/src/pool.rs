//! Connections on loan, for units of work.

use std::time::{Duration, Instant};

use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
    deadpool::{BuildError, Hook, HookError, Object, Pool as Deadpool},
};
use fasttrack_domain::StoreError;
use tokio::{runtime::Handle, time::timeout};

use crate::{
    connection::{Connection, establish_pooled},
    health::Health,
    settings::PostgresSettings,
};

/// A bounded number of connections.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: Deadpool<Connection>,
    wait: Duration,
    wait_while_down: Duration,
    health: Health,
}

impl Pool {
    /// Its connections are driven on this runtime, whoever needs them first: theirs may end before that.
    pub(crate) fn new(
        settings: &PostgresSettings,
        health: &Health,
        home: &Handle,
    ) -> Result<Self, BuildError> {
        let mut config = ManagerConfig::<Connection>::default();
        // No round trip to find out whether a connection still works: that it was closed is known
        // without, and who meets another kind of failure is told so.
        config.recycling_method = RecyclingMethod::Fast;
        let of_each = (settings.clone(), health.clone(), home.clone());
        config.custom_setup = Box::new(move |_| {
            let (settings, health, home) = of_each.clone();
            Box::pin(async move { establish_pooled(&settings, &health, &home).await })
        });
        let seen = health.clone();
        let suspected = Hook::sync_fn(move |_, metrics| {
            if seen.suspects(metrics.created) { Err(HookError::message("it may be dead")) } else { Ok(()) }
        });
        let manager = AsyncDieselConnectionManager::new_with_config(String::new(), config);
        let pool = Deadpool::builder(manager).max_size(settings.unit_connections.max(1));
        let connections = pool.pre_recycle(suspected).build()?;
        let (wait, wait_while_down) = (settings.pool_wait, settings.connect_timeout.min(settings.pool_wait));
        Ok(Self { connections, wait, wait_while_down, health: health.clone() })
    }

    /// A connection, once one is free. Who waits for one when the server goes down is told at once; who
    /// comes while it is down waits as long as connecting may take.
    pub(crate) async fn lease(&self) -> Result<Lease, StoreError> {
        let is_down = self.health.is_down();
        let wait = if is_down { self.wait_while_down } else { self.wait };
        let went_down =
            async { if is_down { std::future::pending().await } else { self.health.down().await } };
        tokio::select! {
            // Whose own attempt it was has the better reason.
            biased;
            got = timeout(wait, self.connections.get()) => match got {
                Ok(Ok(connection)) => {
                    Ok(Lease { connection: Some(connection), health: self.health.clone() })
                }
                Ok(Err(error)) => Err(StoreError::Unavailable(error.into())),
                Err(late) => Err(StoreError::Unavailable(late.into())),
            },
            () = went_down => Err(StoreError::Unavailable("the database went down".into())),
        }
    }
}

/// A connection that goes back to its pool only when it is [given back](Lease::give_back).
///
/// Dropped otherwise (an error, a caller that went away), it is closed: it may be in the middle of
/// a transaction or of a statement, and the pool would hand it to the next as it is. Closing rolls
/// back; the pool opens a new one when it needs one.
pub(crate) struct Lease {
    connection: Option<Object<Connection>>,
    health: Health,
}

impl Lease {
    /// The connection. Fails only after it was given back, which nobody can do with a lease in
    /// hand.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        self.connection.as_deref_mut().ok_or_else(|| StoreError::Backend("the unit of work has ended".into()))
    }

    /// A statement on it got no answer, which was sent at this instant.
    pub(crate) fn silent_since(&self, sent: Instant) {
        self.health.silent_since(sent);
    }

    /// Ends the loan: no transaction is open, no statement is running.
    pub(crate) fn give_back(mut self) {
        drop(self.connection.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}
