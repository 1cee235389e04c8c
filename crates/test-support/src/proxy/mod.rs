//! A TCP proxy that does what networks do: a test puts it before a server and lets the line between
//! the two be slow, break, or fall silent.
#![expect(clippy::indexing_slicing, reason = "within what was just measured")]

mod connection;
mod door;
mod faults;
mod pump;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use door::{Door, Order};
use faults::{Cut, Faults};

/// A proxy on a free port of this machine. Without faults it only passes on; those that are set add up,
/// and [`heal`](Self::heal) ends them all. With the proxy its connections end.
///
/// It works in the runtime that it was made in.
#[derive(Debug)]
pub struct FaultProxy {
    url: String,
    faults: watch::Sender<Faults>,
    orders: mpsc::Sender<(Order, oneshot::Sender<()>)>,
    seen: Arc<AtomicU64>,
    /// Dropped with its connections.
    door: JoinHandle<()>,
}

impl FaultProxy {
    /// Before a server, named by a URL with a port, or by `host:port` alone.
    ///
    /// # Panics
    /// Outside a runtime.
    pub fn before(target: &str) -> Self {
        let (start, end) = authority(target);
        let (head, server, tail) = (&target[..start], &target[start..end], &target[end..]);
        let door = Door::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        let url = format!("{head}{}{tail}", door.address());
        let (faults, seen) = (watch::Sender::new(Faults::default()), Arc::default());
        let (orders, received) = mpsc::channel(1);
        let line = connection::Line { target: server.to_owned(), faults: faults.subscribe() };
        let door = tokio::spawn(door.keep(received, line, Arc::clone(&seen)));
        Self { url, faults, orders, seen, door }
    }

    /// The server as it was named, with the address of the proxy in place of its own.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections were made to it so far.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// Whatever is sent from now on arrives so much later, in each direction.
    pub fn latency(&self, latency: Duration) {
        self.faults.send_modify(|faults| faults.latency = latency);
    }

    /// No more than this passes in a second, in each direction of each connection.
    ///
    /// # Panics
    /// When it is 0: that is a [`black_hole`](Self::black_hole).
    pub fn throttle(&self, bytes_per_second: u32) {
        assert_ne!(bytes_per_second, 0, "nothing would ever pass");
        self.faults.send_modify(|faults| faults.bytes_per_second = Some(bytes_per_second));
    }

    /// Of each piece that the server sends, only half arrives with this probability (0 to 1), and the
    /// connection ends with it. Which ones, depends on the seed, the number of the connection and that
    /// of the piece in it: where one answer is one piece, each run is like the other.
    pub fn cut_answers(&self, probability: f64, seed: u64) {
        self.faults.send_modify(|faults| faults.cut = Some(Cut::Answers { probability, seed }));
    }

    /// Each connection ends when so many bytes of the server have arrived on it.
    pub fn cut_after(&self, bytes: usize) {
        self.faults.send_modify(|faults| faults.cut = Some(Cut::After(bytes)));
    }

    /// Connections are made, and stay, but nothing arrives any more at either end: not even that one
    /// was closed. Those that lost something are reset when the line heals, as by a peer that knows
    /// nothing of them; the others go on.
    pub fn black_hole(&self) {
        self.faults.send_modify(|faults| faults.black_hole = true);
    }

    /// Resets the connections that there are, at both ends.
    pub fn reset(&self) {
        self.faults.send_modify(|faults| faults.resets += 1);
    }

    /// Resets the connections that there are, and refuses new ones, as where no server runs.
    pub async fn refuse(&self) {
        self.order(Order::Shut).await;
        self.reset();
    }

    /// Ends all faults, on the connections that there are, too.
    pub async fn heal(&self) {
        self.faults.send_modify(Faults::heal);
        self.order(Order::Open).await;
    }

    async fn order(&self, order: Order) {
        let (done, waits) = oneshot::channel();
        self.orders.send((order, done)).await.unwrap();
        waits.await.unwrap();
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.door.abort();
    }
}

/// Where host and port are in it.
fn authority(target: &str) -> (usize, usize) {
    let scheme = target.find("://").map_or(0, |at| at + 3);
    let end = target[scheme..].find(['/', '?']).map_or(target.len(), |at| scheme + at);
    let start = target[scheme..end].rfind('@').map_or(scheme, |at| scheme + at + 1);
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_are_found_in_a_url() {
        for (target, server) in [
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("redis://127.0.0.1:6379", "127.0.0.1:6379"),
            ("http://localhost:80/a@b", "localhost:80"),
            ("postgres://u:p@h:5432/db?sslmode=disable", "h:5432"),
        ] {
            let (start, end) = authority(target);
            assert_eq!(&target[start..end], server);
        }
    }
}
