//! What the three framers have in common.

use super::cells::Problem;
use crate::imports::ImportFileError;

/// The longest record that is read. A longer one is most likely a quote that was never closed.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Cuts a file into records, without reading ahead.
pub(super) trait Framer {
    /// Moves on to the next record; `None` at the end of the file.
    fn advance(&mut self) -> Result<Option<Frame>, ImportFileError>;

    /// The bytes of the record, if it is `sound`.
    fn record(&self) -> &[u8];
}

/// One record of a file.
pub(super) struct Frame {
    /// The line on which it starts.
    pub line: u64,
    /// Whether its bytes can be looked at.
    pub sound: Result<(), Problem>,
}

/// A record as it grows, up to [`MAX_RECORD_BYTES`]; what comes after that is let go.
#[derive(Default)]
pub(super) struct RecordBuffer {
    bytes: Vec<u8>,
    too_long: bool,
}

impl RecordBuffer {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.too_long = false;
    }

    pub(super) fn push(&mut self, byte: u8) {
        if self.bytes.len() < MAX_RECORD_BYTES {
            self.bytes.push(byte);
        } else {
            self.too_long = true;
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn is_blank(&self) -> bool {
        self.bytes.trim_ascii().is_empty() && !self.too_long
    }

    pub(super) fn sound(&self) -> Result<(), Problem> {
        if self.too_long {
            let detail = format!("must be at most {MAX_RECORD_BYTES} bytes long; is a quote not closed?");
            return Err(Problem::of_row("record_too_long", detail));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_end_takes_no_more_memory_than_the_longest() {
        let mut record = RecordBuffer::default();
        for _ in 0..3 * MAX_RECORD_BYTES {
            record.push(b'x');
        }
        assert_eq!(record.sound().map_err(|problem| problem.code), Err("record_too_long"));
        assert!(record.bytes.capacity() <= 2 * MAX_RECORD_BYTES, "{}", record.bytes.capacity());
    }
}
