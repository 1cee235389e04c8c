use std::io::{self, Read};

use fasttrack_domain::ports::{BlobError, BlobReader};
use tokio::{
    sync::mpsc::{Receiver, channel},
    task::AbortHandle,
};

/// Chunks that wait to be read.
const AHEAD: usize = 2;

/// A blob as the thread that reads rows wants it. At the most a few chunks of it are in memory.
pub(super) struct BlobSource {
    chunks: Receiver<Result<Option<Vec<u8>>, BlobError>>,
    chunk: io::Cursor<Vec<u8>>,
    ended: bool,
    pump: AbortHandle,
}

impl BlobSource {
    /// Reads the blob on this runtime; it is [`Read`] on a thread that may block.
    pub(super) fn new(mut blob: Box<dyn BlobReader>) -> Self {
        let (sender, chunks) = channel(AHEAD);
        let pump = tokio::spawn(async move {
            loop {
                let chunk = blob.next().await;
                let goes_on = matches!(chunk, Ok(Some(_)));
                if sender.send(chunk).await.is_err() || !goes_on {
                    return;
                }
            }
        });
        Self { chunks, chunk: io::Cursor::default(), ended: false, pump: pump.abort_handle() }
    }
}

impl Read for BlobSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || self.ended || buffer.is_empty() {
                return Ok(read);
            }
            match self.chunks.blocking_recv() {
                Some(Ok(Some(chunk))) => self.chunk = io::Cursor::new(chunk),
                Some(Ok(None)) => self.ended = true,
                Some(Err(error)) => return Err(io::Error::other(error)),
                // The runtime ends. That is not the end of the file.
                None => return Err(io::Error::other("the reading of the blob was cut off")),
            }
        }
    }
}

/// Nobody waits for more of it.
impl Drop for BlobSource {
    fn drop(&mut self) {
        self.pump.abort();
    }
}
