use std::io::Read;

use super::{
    frame::{Frame, Framer, RecordBuffer},
    source::Source,
};
use crate::imports::ImportFileError;

/// JSON lines: a record a line. Blank lines are none.
pub(super) struct Lines<R> {
    source: Source<R>,
    line: RecordBuffer,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(source: Source<R>) -> Self {
        Self { source, line: RecordBuffer::default() }
    }
}

impl<R: Read> Framer for Lines<R> {
    fn advance(&mut self) -> Result<Option<Frame>, ImportFileError> {
        let mut at_end = false;
        while !at_end {
            self.line.clear();
            let line = self.source.line();
            at_end = loop {
                match self.source.next()? {
                    None => break true,
                    Some(b'\n') => break false,
                    Some(byte) => self.line.push(byte),
                }
            };
            if !self.line.is_blank() {
                return Ok(Some(Frame { line, sound: self.line.sound() }));
            }
        }
        Ok(None)
    }

    fn record(&self) -> &[u8] {
        self.line.bytes()
    }
}
