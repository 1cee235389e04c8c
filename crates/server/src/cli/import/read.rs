//! The half that reads: synchronous, so on a blocking thread, and no faster than the other half
//! writes.

use std::{io::Read, mem, ops::ControlFlow};

use fasttrack_application::imports::{
    BATCH_ROWS, FormatHint, ImportFileError, ImportRow, RejectedRow, read_rows,
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::{JoinHandle, spawn_blocking},
};

/// Batches that wait to be written: one being written, one being read, one between them.
const AHEAD: usize = 1;

/// Rows in the order of the file.
#[derive(Default)]
pub(super) struct Batch {
    /// Rows that can be imported.
    pub rows: Vec<ImportRow>,
    /// Rows that cannot, found between them.
    pub rejected: Vec<RejectedRow>,
}

pub(super) struct Reading {
    batches: Receiver<Batch>,
    thread: JoinHandle<Result<(), ImportFileError>>,
}

impl Reading {
    pub(super) fn start(source: impl Read + Send + 'static, hint: FormatHint) -> Self {
        let (sender, batches) = channel(AHEAD);
        Self { batches, thread: spawn_blocking(move || read(source, hint, &sender)) }
    }

    /// The next batch; `None` at the end, whatever it is.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// Why the reading ended.
    pub(super) async fn finish(self) -> Result<(), ImportFileError> {
        self.thread.await.unwrap_or_else(|gone| Err(std::io::Error::other(gone).into()))
    }
}

fn read(source: impl Read, hint: FormatHint, batches: &Sender<Batch>) -> Result<(), ImportFileError> {
    let mut batch = Batch::default();
    let read = read_rows(source, hint, &mut |row| {
        match row {
            Ok(row) => batch.rows.push(row),
            Err(rejected) => batch.rejected.push(rejected),
        }
        // Rejected rows count as well: a file of nothing else must not pile up.
        if batch.rows.len() + batch.rejected.len() < BATCH_ROWS {
            return ControlFlow::Continue(());
        }
        match batches.blocking_send(mem::take(&mut batch)) {
            Ok(()) => ControlFlow::Continue(()),
            // The half that writes has failed, and says why.
            Err(_) => ControlFlow::Break(()),
        }
    });
    if !batch.rows.is_empty() || !batch.rejected.is_empty() {
        // As above.
        drop(batches.blocking_send(batch));
    }
    read.map(drop)
}
