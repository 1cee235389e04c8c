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

    fn broken_here(&self, detail: &'static str) -> ImportFileError {
        ImportFileError::BrokenArray { line: self.source.line(), detail }
    }

    /// Collects an item that begins with this byte, up to the comma or bracket after it; tells the
    /// line of that byte.
    fn collect(&mut self, first: u8) -> Result<u64, ImportFileError> {
        let line = self.source.line();
        self.item.clear();
        let mut nesting = Nesting::default();
        let mut byte = first;
        loop {
            if nesting.at_top() && matches!(byte, b',' | b']') {
                self.place = if byte == b',' { Place::Next } else { Place::End };
                return Ok(line);
            }
            nesting.pass(byte);
            self.item.push(byte);
            let next = self.source.next()?;
            byte = next.ok_or(ImportFileError::BrokenArray { line, detail: "this item does not end" })?;
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
                Some(_) => Err(self.broken_here("something follows the array")),
            };
        }
        let first = self.next_visible()?.ok_or_else(|| self.broken_here("the array breaks off"))?;
        if matches!(self.place, Place::First) && first == b']' {
            self.place = Place::End;
            return self.advance();
        }
        let line = self.collect(first)?;
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
                // No JSON string goes on after the end of its line. In an array of many lines,
                // one that was not closed so spoils its item alone.
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
