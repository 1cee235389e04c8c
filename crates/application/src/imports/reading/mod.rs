//! From bytes to rows, in constant memory: nothing is kept but the record being read.
//!
//! 1. [`source`] hands out bytes and counts lines; its opening bytes tell the [`format`].
//! 2. A framer cuts the bytes into records: [`csv`], [`lines`] (NDJSON) or [`items`] (a JSON
//!    array). A record that is too long is passed over, not kept.
//! 3. [`decode`] makes text of a record; the parser of its format makes [`cells`] of the text.
//! 4. [`own`] or [`legacy`] (see [`layout`]) makes a row of the cells.

mod cells;
mod csv;
mod decode;
mod format;
mod frame;
mod items;
mod json;
mod layout;
mod legacy;
mod lines;
mod local_info;
mod opening;
mod own;
mod sink;
mod source;
mod venue;
mod when;

pub use format::{FileFormat, FormatHint};
pub use frame::MAX_RECORD_BYTES;
pub use legacy::MAX_PARTICIPANTS;
pub(super) use opening::Opening;

use std::{io::Read, ops::ControlFlow};

use super::{ImportFileError, ImportRow, RejectedRow};
use sink::Sink;
use source::Source;

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSummary {
    /// What the file turned out to be.
    pub format: FileFormat,
    /// Rows that can be imported.
    pub accepted: u64,
    /// Rows that cannot.
    pub rejected: u64,
    /// Whether `each` stopped the reading before the end.
    pub stopped: bool,
}

/// Reads a file and hands over each of its rows, the good and the bad, in order, until `each` says
/// `Break`.
///
/// It may be CSV with a header (separated by `,` or `;`), one JSON array of objects, or one JSON
/// object per line; in UTF-8 with or without byte order mark, or in Latin-1 (Windows-1252). Names
/// of CSV columns count without case and in any order. Blank values are none. A column that is
/// not listed here is refused: of a CSV file the whole file, of JSON the row.
///
/// A field of CSV that begins with an apostrophe and would be a formula in a spreadsheet without it
/// is read without it, as exports write it. In CSV whose lines end with CR LF, those within quotes
/// are LF: they are the doing of the program that saved the file.
///
/// | column | what it holds |
/// |---|---|
/// | `title`, `city` | text; mandatory |
/// | `description` | text |
/// | `starts_at`, `ends_at` | RFC 3339, or the local time in `time_zone`; `starts_at` is mandatory |
/// | `time_zone` | an IANA name; else UTC |
/// | `venue` | the name of a venue that the city has, or a JSON object that describes one: `name`, `capacity`; and `city` (else the row's), `type`, `accessible`, `address`, `latitude`, `longitude`. It is added, unless its city has one of that name |
/// | `capacity` | a whole number |
/// | `tags` | text split at `;`, or a JSON array of text |
/// | `status` | `draft` (if there is none), `published` or `cancelled` |
///
/// The legacy columns are told by their names. Their rows become published events without an end:
///
/// | column | what it holds |
/// |---|---|
/// | `title`, `city` | text; mandatory |
/// | `description` | text |
/// | `event_date` | RFC 3339, or a time in UTC; mandatory |
/// | `participants` | names split at `;`, or a JSON array; 1,000 at the most |
/// | `local_info` | a JSON object that describes the venue: `location_name`, `capacity`, `venue_type` (`Salao`, `Auditorio`), `is_accessible`, `address`; `past_events` and `manually_edited` are passed over |
/// | `id`, `forecast_info`, `views` | passed over |
///
/// # Errors
/// [`ImportFileError`] when nothing, or nothing more, can be made of the file. A row that is bad
/// by itself is no error: reading goes on.
pub fn read_rows(
    reader: impl Read,
    hint: FormatHint,
    each: &mut dyn FnMut(Result<ImportRow, RejectedRow>) -> ControlFlow<()>,
) -> Result<ReadSummary, ImportFileError> {
    let (source, opening) = Source::open(reader)?;
    let format = format::of(&opening.bytes, hint)?;
    let decoder = decode::Decoder::new(opening.had_mark);
    let mut sink = Sink::new(each);
    let flow = match format {
        FileFormat::Csv => csv::read(source, csv::separator(&opening.bytes), decoder, &mut sink)?,
        FileFormat::Json => json::read(items::Items::new(source), decoder, &mut sink)?,
        FileFormat::Ndjson => json::read(lines::Lines::new(source), decoder, &mut sink)?,
    };
    Ok(ReadSummary { format, accepted: sink.accepted, rejected: sink.rejected, stopped: flow.is_break() })
}
