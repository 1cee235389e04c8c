use std::ops::ControlFlow;

use fasttrack_domain::{event::EventDetails, registration::AttendeeName};

use super::cells::Problem;
use crate::imports::{ImportRow, RejectedRow, RowVenue};

/// What a record says, wherever it stands.
pub(super) struct Parsed {
    pub details: EventDetails,
    pub venue: RowVenue,
    pub participants: Vec<AttendeeName>,
}

/// Numbers the records, counts what becomes of them, and hands them over.
pub(super) struct Sink<'a> {
    each: &'a mut dyn FnMut(Result<ImportRow, RejectedRow>) -> ControlFlow<()>,
    pub accepted: u64,
    pub rejected: u64,
}

impl<'a> Sink<'a> {
    pub(super) fn new(each: &'a mut dyn FnMut(Result<ImportRow, RejectedRow>) -> ControlFlow<()>) -> Self {
        Self { each, accepted: 0, rejected: 0 }
    }

    /// Hands over the record that starts on this line.
    pub(super) fn hand_over(&mut self, line: u64, read: Result<Parsed, Problem>) -> ControlFlow<()> {
        let record = self.accepted + self.rejected + 1;
        match read {
            Ok(Parsed { details, venue, participants }) => {
                self.accepted += 1;
                (self.each)(Ok(ImportRow { line, record, details, venue, participants }))
            }
            Err(Problem { column, code, detail }) => {
                self.rejected += 1;
                (self.each)(Err(RejectedRow { line, record, column, code, detail }))
            }
        }
    }
}
