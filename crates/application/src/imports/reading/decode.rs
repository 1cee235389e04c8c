//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::cells::Problem;

/// Tells UTF-8 and Latin-1 apart, record by record, so that no byte far down can spoil what was
/// read before it.
///
/// Text of Latin-1 that is valid UTF-8 by chance is next to impossible, so a valid record is
/// always UTF-8. An invalid one is Latin-1 in a file that did not show itself to be UTF-8 before;
/// in a file that did, it is damaged, and guessing would put wrong letters into the database.
/// Latin-1 is read as its superset Windows-1252, as every browser does.
pub(super) struct Decoder(Shown);

/// What the file showed itself to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Nothing yet: all was ASCII, which is the same in both.
    Nothing,
    Utf8,
    Latin1,
}

impl Decoder {
    /// For a file with or without the byte order mark of UTF-8.
    pub(super) const fn new(had_mark: bool) -> Self {
        Self(if had_mark { Shown::Utf8 } else { Shown::Nothing })
    }

    /// The text of a record.
    pub(super) fn text<'a>(&mut self, bytes: &'a [u8]) -> Result<Cow<'a, str>, Problem> {
        match (std::str::from_utf8(bytes), self.0) {
            (Ok(text), shown) => {
                if shown == Shown::Nothing && !text.is_ascii() {
                    self.0 = Shown::Utf8;
                }
                Ok(Cow::Borrowed(text))
            }
            (Err(_), Shown::Utf8) => Err(Problem::of_row(
                "invalid_utf8",
                "holds bytes that are not UTF-8, which the rest of the file is",
            )),
            (Err(_), Shown::Nothing | Shown::Latin1) => {
                self.0 = Shown::Latin1;
                Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0)
            }
        }
    }
}
