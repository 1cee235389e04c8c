//! Connections that wait for the next message.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::transport::smtp::client::AsyncSmtpConnection;

/// Connections at rest. One that is in use is not here: should its user be dropped in the middle of a
/// message, the connection goes with it, and nobody takes the rest of one talk for the beginning of
/// another. (lettre's own pool takes back a connection whose user was dropped.)
pub(crate) struct Idle {
    connections: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    most: usize,
    longest: Duration,
}

impl Idle {
    pub(crate) const fn new(most: usize, longest: Duration) -> Self {
        Self { connections: Mutex::new(Vec::new()), most, longest }
    }

    /// The one that rested for the shortest time, if that was not too long.
    pub(crate) fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|(_, since)| since.elapsed() < self.longest);
        connections.pop().map(|(connection, _)| connection)
    }

    pub(crate) fn put(&self, connection: AsyncSmtpConnection) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.len() < self.most {
            connections.push((connection, Instant::now()));
        }
    }
}
