//! CSV: a header, then a row a record.

mod header;
mod records;

pub(super) use header::{ends_within, separator};

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use ::csv::{Reader, ReaderBuilder, StringRecord, Terminator};

use super::{
    cells::{Cells, Problem},
    decode::Decoder,
    frame::{Frame, Framer as _},
    layout::Layout,
    sink::{Parsed, Sink},
    source::Source,
};
use crate::{formula::unguard, imports::ImportFileError};
use header::Header;
use records::Records;

/// Reads rows up to the end of the file, or until the sink breaks.
pub(super) fn read<R: Read>(
    source: Source<R>,
    separator: u8,
    decoder: Decoder,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, ImportFileError> {
    let mut table = Table::new(source, separator, decoder);
    let header = match table.advance()? {
        Some(Frame { sound: Ok(()), .. }) => Header::parse(table.fields()?)?,
        Some(Frame { sound: Err(problem), .. }) => {
            return Err(ImportFileError::Header(problem.detail.into_owned()));
        }
        None => return Err(ImportFileError::Empty),
    };
    while let Some(frame) = table.advance()? {
        let row = match frame.sound {
            Ok(()) => parse(&header, table.fields()?),
            Err(problem) => Err(problem),
        };
        if sink.hand_over(frame.line, row).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The parser over the framer. The framer gives it one record at a time, so that the parser never
/// reads ahead, the line of a record is known, and none grows without bound.
struct Table<R> {
    parser: Reader<Records<R>>,
    decoder: Decoder,
    fields: StringRecord,
}

impl<R: Read> Table<R> {
    fn new(source: Source<R>, separator: u8, decoder: Decoder) -> Self {
        let parser = ReaderBuilder::new()
            .has_headers(false)
            // A ragged record is our error, not the parser's: reading goes on after it.
            .flexible(true)
            .delimiter(separator)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Records::new(source, separator));
        Self { parser, decoder, fields: StringRecord::new() }
    }

    fn advance(&mut self) -> Result<Option<Frame>, ImportFileError> {
        let records = self.parser.get_mut();
        let Some(frame) = records.advance()? else { return Ok(None) };
        let sound = frame.sound.and_then(|()| {
            let text = self.decoder.text(records.record())?;
            // Which program saved the file must not make another event.
            let text = if records.ends_with_crlf() { text.replace("\r\n", "\n") } else { text.into_owned() };
            records.serve(text);
            Ok(())
        });
        Ok(Some(Frame { sound, ..frame }))
    }

    /// The fields of the record, if it is sound.
    fn fields(&mut self) -> Result<&StringRecord, ImportFileError> {
        self.parser.read_record(&mut self.fields).map_err(io::Error::from)?;
        Ok(&self.fields)
    }
}

fn parse(header: &Header, fields: &StringRecord) -> Result<Parsed, Problem> {
    if fields.len() != header.columns.len() {
        let detail = format!("has {} fields, the header has {}", fields.len(), header.columns.len());
        return Err(Problem::of_row("ragged_row", detail));
    }
    let mut cells = Cells::default();
    for (column, text) in header.columns.iter().zip(fields) {
        if let Some(column) = column {
            let text = text.trim();
            cells.put_text(column, if header.layout == Layout::Own { unguard(text) } else { text });
        }
    }
    header.layout.parse(cells)
}
