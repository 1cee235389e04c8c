//! One direction of a connection.

use std::{
    future::pending,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::tcp::{ReadHalf, WriteHalf},
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};

use super::{
    connection::End,
    faults::{Cut, Faults, chance},
};

/// The largest piece, in bytes, and how many of them may be under way: what waits behind a throttle
/// shall wait at its sender.
const PIECE: usize = 4096;
const UNDER_WAY: usize = 64;

/// A throttle lets so many portions pass in a second.
const PORTIONS: u32 = 20;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Direction {
    Question,
    Answer,
}

pub(super) struct Pump<'a> {
    faults: watch::Receiver<Faults>,
    direction: Direction,
    /// The number of the connection.
    number: u64,
    pieces: u64,
    bytes: usize,
    /// Whether the connection lost something in a black hole.
    lost: &'a AtomicBool,
}

/// What was sent, and when it arrives.
type Sent = (Instant, Vec<u8>);

impl<'a> Pump<'a> {
    pub(super) fn new(
        faults: watch::Receiver<Faults>,
        direction: Direction,
        number: u64,
        lost: &'a AtomicBool,
    ) -> Self {
        Self { faults, direction, number, pieces: 0, bytes: 0, lost }
    }

    /// Passes on what one end sends to the other, until it ends.
    pub(super) async fn run(self, from: ReadHalf<'_>, to: WriteHalf<'_>) -> Result<(), End> {
        let (sent, arriving) = mpsc::channel(UNDER_WAY);
        let (faults, lost) = (self.faults.clone(), self.lost);
        tokio::try_join!(take(from, sent, faults, lost), self.give(arriving, to))?;
        Ok(())
    }

    async fn give(mut self, mut arriving: mpsc::Receiver<Sent>, mut to: WriteHalf<'_>) -> Result<(), End> {
        while let Some((at, piece)) = arriving.recv().await {
            sleep_until(at).await;
            if swallowed(&self.faults, self.lost) {
                continue;
            }
            if piece.is_empty() {
                to.shutdown().await?;
            } else {
                self.pass(&piece, &mut to).await?;
            }
        }
        if self.lost.load(Ordering::Relaxed) {
            // The end is lost, too: the connection stays until it is reset.
            pending::<()>().await;
        }
        Ok(())
    }

    async fn pass(&mut self, piece: &[u8], to: &mut WriteHalf<'_>) -> Result<(), End> {
        let whole = piece.len();
        let passes = if self.direction == Direction::Answer { self.before_the_cut(whole) } else { whole };
        self.write(&piece[..passes], to).await?;
        self.pieces += 1;
        self.bytes += passes;
        if passes < whole { Err(End::Cut) } else { Ok(()) }
    }

    /// How much of a piece of this length arrives.
    fn before_the_cut(&self, whole: usize) -> usize {
        match self.faults.borrow().cut {
            Some(Cut::Answers { probability, seed })
                if chance(seed, self.number, self.pieces) < probability =>
            {
                whole / 2
            }
            Some(Cut::After(bytes)) => whole.min(bytes.saturating_sub(self.bytes)),
            _ => whole,
        }
    }

    async fn write(&self, mut rest: &[u8], to: &mut WriteHalf<'_>) -> Result<(), End> {
        while !rest.is_empty() {
            let rate = self.faults.borrow().bytes_per_second;
            let Some(rate) = rate else {
                to.write_all(rest).await?;
                break;
            };
            let portion = rest.len().min((rate / PORTIONS).max(1) as usize);
            to.write_all(&rest[..portion]).await?;
            rest = &rest[portion..];
            sleep(Duration::from_secs_f64(portion as f64 / f64::from(rate))).await;
        }
        Ok(())
    }
}

/// Reads until the end, which is an empty piece.
async fn take(
    mut from: ReadHalf<'_>,
    sent: mpsc::Sender<Sent>,
    faults: watch::Receiver<Faults>,
    lost: &AtomicBool,
) -> Result<(), End> {
    let mut buffer = [0; PIECE];
    loop {
        let read = from.read(&mut buffer).await;
        if read.is_err() && swallowed(&faults, lost) {
            pending::<()>().await;
        }
        let length = read?;
        let arrives = Instant::now() + faults.borrow().latency;
        // It ends with the other half of this pump only.
        drop(sent.send((arrives, buffer[..length].to_vec())).await);
        if length == 0 {
            return Ok(());
        }
    }
}

/// Whether there is a black hole; and then the connection lost what was to pass. The line cannot heal
/// in between: who watches for that must find both.
fn swallowed(faults: &watch::Receiver<Faults>, lost: &AtomicBool) -> bool {
    let faults = faults.borrow();
    if faults.black_hole {
        lost.store(true, Ordering::Relaxed);
    }
    faults.black_hole
}
