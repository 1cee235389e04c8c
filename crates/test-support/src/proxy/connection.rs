//! One connection through the proxy.

use std::{
    convert::Infallible,
    future::{Future, pending},
    sync::atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{copy, sink},
    net::TcpStream,
    sync::watch,
};

use super::{
    faults::Faults,
    pump::{Direction, Pump},
};

/// From the proxy to the server.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) target: String,
    pub(super) faults: watch::Receiver<Faults>,
}

/// How a connection ends that its ends did not close.
pub(super) enum End {
    /// Closed in the middle of an answer.
    Cut,
    /// Reset, at both ends: so it was ordered, or so one of them did.
    Reset,
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Reset
    }
}

impl Line {
    /// Serves a client, from the first to the last byte. What is ordered from now on concerns it, also
    /// before the first of them.
    pub(super) fn serve(self, client: TcpStream, number: u64) -> impl Future<Output = ()> {
        let born = self.faults.borrow().clone();
        self.serve_since(born, client, number)
    }

    async fn serve_since(self, born: Faults, mut client: TcpStream, number: u64) {
        let lost = AtomicBool::new(born.black_hole);
        let mut server = None;
        let end = tokio::select! {
            end = self.through(&mut client, &mut server, number, &lost) => end,
            () = self.reset(born.resets, &lost) => Err(End::Reset),
        };
        if matches!(end, Err(End::Reset)) {
            for stream in [Some(client), server].into_iter().flatten() {
                // It may be closed already.
                drop(stream.set_zero_linger());
            }
        }
    }

    async fn through(
        &self,
        client: &mut TcpStream,
        server: &mut Option<TcpStream>,
        number: u64,
        lost: &AtomicBool,
    ) -> Result<(), End> {
        if lost.load(Ordering::Relaxed) {
            swallow(client).await;
        }
        let server = server.insert(TcpStream::connect(&self.target).await?);
        for stream in [&*client, &*server] {
            stream.set_nodelay(true)?;
        }
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        let pump = |direction| Pump::new(self.faults.clone(), direction, number, lost);
        tokio::try_join!(
            pump(Direction::Question).run(from_client, to_server),
            pump(Direction::Answer).run(from_server, to_client),
        )?;
        Ok(())
    }

    /// Waits until the connection has to be reset: for an order, or because the line healed and
    /// something is missing on it.
    async fn reset(&self, resets: u64, lost: &AtomicBool) {
        let over = |now: &Faults| now.resets != resets || (lost.load(Ordering::Relaxed) && !now.black_hole);
        // Without the proxy there is nobody to order anything; and then this is aborted.
        drop(self.faults.clone().wait_for(over).await.map(drop));
    }
}

/// Reads and never answers; also when the client has ended.
async fn swallow(client: &mut TcpStream) -> Infallible {
    let (mut from_client, _to_client) = client.split();
    drop(copy(&mut from_client, &mut sink()).await);
    pending().await
}
