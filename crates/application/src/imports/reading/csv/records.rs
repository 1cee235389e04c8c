use std::io::{self, Read};

use crate::imports::{
    ImportFileError,
    reading::{
        cells::Problem,
        frame::{Frame, Framer, RecordBuffer},
        source::Source,
    },
};

/// The records of a CSV file. Line ends within quotes belong to their record; blank lines are no
/// record.
///
/// As a [`Read`]er it serves the text of one record and no more.
pub(super) struct Records<R> {
    source: Source<R>,
    separator: u8,
    record: RecordBuffer,
    /// Whether the last line that ended did so with CR LF.
    crlf: bool,
    served: io::Cursor<String>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: Source<R>, separator: u8) -> Self {
        Self {
            source,
            separator,
            record: RecordBuffer::default(),
            crlf: false,
            served: io::Cursor::default(),
        }
    }

    /// What the reader serves next: the text of the current record.
    pub(super) fn serve(&mut self, mut text: String) {
        text.push('\n');
        self.served = io::Cursor::new(text);
    }

    /// Whether the current record, or the one before it where that has no end, ends with CR LF.
    pub(super) const fn ends_with_crlf(&self) -> bool {
        self.crlf
    }

    /// Collects the bytes up to the next line end outside quotes; tells where it stopped.
    fn collect(&mut self) -> io::Result<Stop> {
        let mut quotes = Quotes::FieldStart;
        loop {
            match self.source.next()? {
                None if matches!(quotes, Quotes::Inside) => return Ok(Stop::EndInQuotes),
                None => return Ok(Stop::End),
                Some(b'\n') if !matches!(quotes, Quotes::Inside) => {
                    self.crlf = self.record.bytes().ends_with(b"\r");
                    return Ok(Stop::LineEnd);
                }
                Some(byte) => {
                    quotes = quotes.after(byte, self.separator);
                    self.record.push(byte);
                }
            }
        }
    }
}

enum Stop {
    LineEnd,
    End,
    EndInQuotes,
}

impl<R: Read> Framer for Records<R> {
    fn advance(&mut self) -> Result<Option<Frame>, ImportFileError> {
        loop {
            self.record.clear();
            let line = self.source.line();
            let stop = self.collect()?;
            if matches!(stop, Stop::EndInQuotes) {
                let detail = "has a quote that is not closed up to the end of the file";
                return Ok(Some(Frame { line, sound: Err(Problem::of_row("unclosed_quote", detail)) }));
            }
            if !self.record.is_blank() {
                return Ok(Some(Frame { line, sound: self.record.sound() }));
            }
            if matches!(stop, Stop::End) {
                return Ok(None);
            }
        }
    }

    fn record(&self) -> &[u8] {
        // A carriage return at its end is white space, which is trimmed from every field.
        self.record.bytes()
    }
}

impl<R> Read for Records<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.served.read(into)
    }
}

/// Where a byte stands among quotes. The same rules as the parser's: a quote opens only at the
/// start of a field, two of them inside are one, and what follows the closing one is plain.
#[derive(Clone, Copy)]
pub(super) enum Quotes {
    FieldStart,
    Plain,
    Inside,
    /// After a quote inside quotes: the closing one, or the first of two.
    MaybeClosed,
}

impl Quotes {
    pub(super) const fn after(self, byte: u8, separator: u8) -> Self {
        match (self, byte) {
            (Self::FieldStart | Self::MaybeClosed, b'"') => Self::Inside,
            (Self::Inside, b'"') => Self::MaybeClosed,
            (Self::Inside, _) => Self::Inside,
            (_, byte) if byte == separator => Self::FieldStart,
            _ => Self::Plain,
        }
    }
}
