//! Where connections come in, unless they are refused.

use std::{
    future::pending,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::connection::Line;

/// As many may wait to be let in.
const BACKLOG: u32 = 1024;

#[derive(Debug)]
pub(super) enum Order {
    Open,
    Shut,
}

pub(super) enum Door {
    Open(TcpListener),
    /// Holds the port, so that nobody else gets it, but does not listen.
    Shut(TcpSocket),
}

impl Door {
    pub(super) fn at(address: SocketAddr) -> Self {
        Self::Open(bound(address).listen(BACKLOG).unwrap())
    }

    pub(super) fn address(&self) -> SocketAddr {
        match self {
            Self::Open(listener) => listener.local_addr().unwrap(),
            Self::Shut(socket) => socket.local_addr().unwrap(),
        }
    }

    /// Lets connections in, until it is aborted; they end with it.
    pub(super) async fn keep(
        mut self,
        mut orders: mpsc::Receiver<(Order, oneshot::Sender<()>)>,
        line: Line,
        seen: Arc<AtomicU64>,
    ) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                Some((order, done)) = orders.recv() => {
                    self = self.turned(&order);
                    // Who ordered it may not wait for it.
                    let _ = done.send(());
                }
                client = self.next() => {
                    let number = seen.fetch_add(1, Ordering::Relaxed);
                    connections.spawn(line.clone().serve(client, number));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }

    fn turned(self, order: &Order) -> Self {
        let address = self.address();
        match (order, self) {
            // The new one is bound before the old one goes.
            (Order::Open, Self::Shut(_port)) => Self::at(address),
            (Order::Shut, Self::Open(_listener)) => Self::Shut(bound(address)),
            (Order::Open | Order::Shut, as_it_is) => as_it_is,
        }
    }

    async fn next(&self) -> TcpStream {
        let Self::Open(listener) = self else { return pending().await };
        listener.accept().await.unwrap().0
    }
}

fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    // Only for the moment in which the port goes from one of ours to the other.
    socket.set_reuseport(true).unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket
}
