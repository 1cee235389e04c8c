use std::io::{self, BufReader, Bytes, Chain, Cursor, Read};

/// How much of a file is looked at before it is read.
pub(super) const OPENING_BYTES: usize = 8 * 1024;
pub(super) const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a file after its byte order mark, one by one, with the line that each stands on.
pub(super) struct Source<R> {
    bytes: Bytes<BufReader<Chain<Cursor<Vec<u8>>, R>>>,
    line: u64,
}

/// The first bytes of a file, without its byte order mark.
pub(super) struct Opening {
    pub bytes: Vec<u8>,
    /// Whether there was a mark of UTF-8.
    pub had_mark: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn open(mut reader: R) -> io::Result<(Self, Opening)> {
        let mut bytes = Vec::new();
        reader.by_ref().take(OPENING_BYTES as u64).read_to_end(&mut bytes)?;
        let had_mark = bytes.starts_with(UTF8_MARK);
        if had_mark {
            bytes.drain(..UTF8_MARK.len());
        }
        let whole = Cursor::new(bytes.clone()).chain(reader);
        let source = Self { bytes: BufReader::new(whole).bytes(), line: 1 };
        Ok((source, Opening { bytes, had_mark }))
    }

    /// The next byte; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        let byte = self.bytes.next().transpose()?;
        if byte == Some(b'\n') {
            self.line += 1;
        }
        Ok(byte)
    }

    /// The line of the next byte, from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }
}
