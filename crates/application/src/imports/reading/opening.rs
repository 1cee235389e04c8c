use std::ops::ControlFlow;

use super::{FormatHint, csv, read_rows, source};
use crate::imports::ImportFileError;

/// The first bytes of a file that is still on its way: enough to tell that nothing can be made of it.
#[derive(Default)]
pub(in crate::imports) struct Opening {
    bytes: Vec<u8>,
    whole: bool,
}

impl Opening {
    /// Takes the next bytes; tells whether these were enough.
    pub(in crate::imports) fn push(&mut self, bytes: &[u8]) -> bool {
        let room = source::OPENING_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.bytes.len() >= source::OPENING_BYTES
    }

    /// There are no more, which is enough in any case.
    pub(in crate::imports) const fn end(&mut self) -> bool {
        self.whole = true;
        true
    }

    /// Whether the file may be one that can be imported. What is wrong further down is not looked at.
    pub(in crate::imports) fn check(&self, hint: FormatHint) -> Result<(), ImportFileError> {
        let text = self.bytes.strip_prefix(source::UTF8_MARK).unwrap_or(&self.bytes);
        let read = read_rows(&*self.bytes, hint, &mut |_| ControlFlow::Break(()));
        match read {
            // The first item goes on beyond these bytes.
            Err(ImportFileError::BrokenArray { .. }) if !self.whole => Ok(()),
            // The header does.
            Err(ImportFileError::Header(_)) if !self.whole && !csv::ends_within(text) => Ok(()),
            read => read.map(drop),
        }
    }
}
