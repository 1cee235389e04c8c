//! The half that reads: synchronous, so on a blocking thread, and no faster than the other half
//! writes.

use std::{
    cell::Cell,
    io::{self, Read},
    mem,
    ops::ControlFlow,
    rc::Rc,
};

use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::{JoinHandle, spawn_blocking},
};

use super::{BATCH_ROWS, BATCH_WRITES, FormatHint, ImportFileError, ImportRow, RejectedRow, read_rows};

/// Batches that wait to be written: one being written, one being read, one between them.
const AHEAD: usize = 1;

/// How much of the file a batch may come from: large rows are written fewer at a time, so that three
/// batches of them are no burden.
const BATCH_BYTES: u64 = 4 << 20;

/// Rows in the order of the file.
#[derive(Default)]
pub(super) struct Batch {
    /// Rows that can be imported.
    pub rows: Vec<ImportRow>,
    /// Rows that cannot, found between them.
    pub rejected: Vec<RejectedRow>,
    /// So many bytes of the file were read by then.
    pub bytes: u64,
    /// So much is to be written.
    writes: usize,
}

impl Batch {
    const fn records(&self) -> usize {
        self.rows.len() + self.rejected.len()
    }

    /// Rejected rows count as well: a file of nothing else must not pile up.
    const fn is_full(&self) -> bool {
        self.records() >= BATCH_ROWS || self.writes >= BATCH_WRITES
    }

    fn push(&mut self, row: Result<ImportRow, RejectedRow>) {
        match row {
            Ok(row) => {
                self.writes += 1 + row.participants.len();
                self.rows.push(row);
            }
            Err(rejected) => self.rejected.push(rejected),
        }
    }
}

pub(super) struct ReadAhead {
    batches: Receiver<Batch>,
    thread: JoinHandle<Result<(), ImportFileError>>,
}

impl ReadAhead {
    /// Begins after the first `skip` records of the file.
    pub(super) fn start(source: impl Read + Send + 'static, hint: FormatHint, skip: u64) -> Self {
        let (sender, batches) = channel(AHEAD);
        Self { batches, thread: spawn_blocking(move || read(source, hint, skip, &sender)) }
    }

    /// The next batch; `None` at the end, whatever it is.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// Why the reading ended.
    pub(super) async fn finish(self) -> Result<(), ImportFileError> {
        self.thread.await.unwrap_or_else(|gone| Err(io::Error::other(gone).into()))
    }
}

fn read(
    source: impl Read,
    hint: FormatHint,
    skip: u64,
    batches: &Sender<Batch>,
) -> Result<(), ImportFileError> {
    let bytes = Rc::new(Cell::new(0));
    let source = Counted { source, bytes: Rc::clone(&bytes) };
    let (mut batch, mut before) = (Batch::default(), 0);
    // The half that writes has failed, and says why.
    let nobody_listens =
        || if batches.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let read = read_rows(source, hint, &mut |row| {
        if record_of(&row) <= skip {
            before = bytes.get();
            return nobody_listens();
        }
        batch.push(row);
        if !batch.is_full() && bytes.get() < before + BATCH_BYTES {
            return ControlFlow::Continue(());
        }
        before = bytes.get();
        let full = Batch { bytes: before, ..mem::take(&mut batch) };
        match batches.blocking_send(full) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    if batch.records() > 0 {
        // As above.
        drop(batches.blocking_send(Batch { bytes: bytes.get(), ..batch }));
    }
    read.map(drop)
}

const fn record_of(row: &Result<ImportRow, RejectedRow>) -> u64 {
    match row {
        Ok(row) => row.record,
        Err(rejected) => rejected.record,
    }
}

/// Counts what is read.
struct Counted<R> {
    source: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}
