use std::io::Read;

use super::{
    cells::Problem,
    frame::{Frame, Framer, RecordBuffer},
    source::Source,
};
use crate::imports::ImportFileError;

/// A JSON array, item by item.
///
/// Only brackets, strings and commas are looked at: enough to see where an item ends, so that one
/// which is no valid JSON costs a row and not the file.
pub(super) struct Items<R> {
    source: Source<R>,
    item: RecordBuffer,
    place: Place,
}

enum Place {
    /// Before the bracket that opens the array.
    Start,
    /// After that bracket.
    First,
    /// After a comma.
    Next,
    /// After the bracket that closes the array.
    End,
}

impl<R: Read> Items<R> {
    pub(super) fn new(source: Source<R>) -> Self {
        Self { source, item: RecordBuffer::default(), place: Place::Start }
    }

    /// The next byte that is no white space.
    fn next_visible(&mut self) -> Result<Option<u8>, ImportFileError> {
        loop {
            match self.source.next()? {
                Some(byte) if byte.is_ascii_whitespace() => {}
                byte => return Ok(byte),
            }
        }
    }

    fn broken(&self, detail: &'static str) -> ImportFileError {
        ImportFileError::BrokenArray { line: self.source.line(), detail }
    }

    /// Collects an item that begins with this byte, up to the comma or bracket after it.
    fn collect(&mut self, first: u8) -> Result<(), ImportFileError> {
        let mut nesting = Nesting::default();
        let mut byte = first;
        loop {
            if nesting.at_top() && matches!(byte, b',' | b']') {
                self.place = if byte == b',' { Place::Next } else { Place::End };
                return Ok(());
            }
            nesting.pass(byte);
            self.item.push(byte);
            byte = self.source.next()?.ok_or_else(|| self.broken("the array breaks off"))?;
        }
    }
}

impl<R: Read> Framer for Items<R> {
    fn advance(&mut self) -> Result<Option<Frame>, ImportFileError> {
        if matches!(self.place, Place::Start) {
            // The bracket by which the format was told.
            self.next_visible()?;
            self.place = Place::First;
        }
        if matches!(self.place, Place::End) {
            return match self.next_visible()? {
                None => Ok(None),
                Some(_) => Err(self.broken("something follows the array")),
            };
        }
        let first = self.next_visible()?.ok_or_else(|| self.broken("the array breaks off"))?;
        if matches!(self.place, Place::First) && first == b']' {
            self.place = Place::End;
            return self.advance();
        }
        self.item.clear();
        let line = self.source.line();
        self.collect(first)?;
        let sound = if self.item.is_blank() {
            Err(Problem::of_row("invalid_json", "there must be an object before and after a comma"))
        } else {
            self.item.sound()
        };
        Ok(Some(Frame { line, sound }))
    }

    fn record(&self) -> &[u8] {
        self.item.bytes()
    }
}

/// How deep in brackets and strings a byte of JSON stands.
#[derive(Default)]
struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    const fn at_top(&self) -> bool {
        self.depth == 0 && !self.in_string
    }

    const fn pass(&mut self, byte: u8) {
        if self.in_string {
            let escaped = std::mem::replace(&mut self.escaped, false);
            match byte {
                // No JSON string goes on after the end of its line: one that was not closed
                // spoils its item, not all that follow.
                b'\n' => self.in_string = false,
                _ if escaped => {}
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_string = true,
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}
