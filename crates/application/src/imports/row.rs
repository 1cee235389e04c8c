use std::borrow::Cow;

use fasttrack_domain::{
    event::EventDetails,
    registration::AttendeeName,
    venue::{VenueDetails, VenueName},
};

/// A row that can be read, and whose values are all valid.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// The line of the file on which its record starts, from 1.
    pub line: u64,
    /// The number of its record, from 1; the header of a CSV file is none.
    pub record: u64,
    /// The event. Its `venue_id` is not known yet: see [`Self::venue`].
    pub details: EventDetails,
    /// Where it happens.
    pub venue: RowVenue,
    /// Who takes part, in order; only the legacy formats say.
    pub participants: Vec<AttendeeName>,
}

/// What a row says about its venue.
#[derive(Debug, Clone, PartialEq)]
pub enum RowVenue {
    /// Nothing.
    None,
    /// The name of one that the city of the row must have already.
    Existing(VenueName),
    /// All about it: it is added, unless its city has one of that name.
    Described(VenueDetails),
}

/// A row that does not go in, and the first reason why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// The line of the file on which its record starts, from 1.
    pub line: u64,
    /// The number of its record, from 1; the header of a CSV file is none.
    pub record: u64,
    /// The column, or a member of `local_info` as `local_info.capacity`, if it is one's fault.
    pub column: Option<&'static str>,
    /// A stable, machine-readable word, such as `too_long`.
    pub code: &'static str,
    /// A sentence for a person. Never holds the row's content.
    pub detail: Cow<'static, str>,
}

impl ImportRow {
    /// Turns down a row that was read well.
    pub(super) fn reject(
        &self,
        column: &'static str,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> RejectedRow {
        RejectedRow {
            line: self.line,
            record: self.record,
            column: Some(column),
            code,
            detail: detail.into(),
        }
    }
}
