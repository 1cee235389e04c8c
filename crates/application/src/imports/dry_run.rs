use std::collections::HashSet;

use fasttrack_domain::{event::RowFingerprint, import::ImportTally, user::UserId};

use super::{BatchMode, BatchReport, ImportError, ImportRow, Imports, fingerprint};
use crate::context::Context;

/// A dry run of a whole file, batch by batch.
///
/// A batch that is taken back leaves nothing behind for the next one to find. So this remembers which
/// rows would be there by then: a row that comes again is not counted as added twice, as long as it
/// is one of the first [`Self::MOST_REMEMBERED`]. Other things that a row of an earlier batch would
/// have left (its venue, and that the venue is booked) are not known.
///
/// One unit of work for the whole file would know them, and would keep every other writer waiting
/// until the end of it.
pub struct DryRun {
    would_be_there: HashSet<Mark>,
    most: usize,
}

/// Enough of a fingerprint: among a million, one that is taken for another is one in millions of runs.
type Mark = u64;

impl Default for DryRun {
    fn default() -> Self {
        Self::remembering(Self::MOST_REMEMBERED)
    }
}

impl DryRun {
    /// How many rows are remembered, in up to some 30 MB: a file of any length is tried in constant
    /// memory.
    pub const MOST_REMEMBERED: usize = 1_000_000;

    pub(super) fn remembering(most: usize) -> Self {
        Self { would_be_there: HashSet::new(), most }
    }

    /// Whether a dry run that counted so much knew each row that came again: it may not when more
    /// rows would be there than it remembers.
    #[must_use]
    pub const fn knew_repeats(tally: &ImportTally) -> bool {
        tally.added + tally.already_there <= Self::MOST_REMEMBERED as u64
    }

    /// As [`Imports::add_batch`], and nothing of it stays.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn add_batch(
        &mut self,
        imports: &Imports,
        ctx: &Context,
        owner: UserId,
        mut rows: Vec<ImportRow>,
    ) -> Result<BatchReport, ImportError> {
        let all = rows.len();
        rows.retain(|row| !self.would_be_there.contains(&mark(owner, row)));
        let again = all - rows.len();
        let mut report = imports.add_batch(ctx, owner, &rows, BatchMode::DryRun).await?;
        report.already_there += again as u64;
        // A row that is turned down now would be so the next time as well.
        let rejected: HashSet<u64> = report.rejected.iter().map(|row| row.record).collect();
        let there = rows.iter().filter(|row| !rejected.contains(&row.record));
        let room = self.most.saturating_sub(self.would_be_there.len());
        self.would_be_there.extend(there.take(room).map(|row| mark(owner, row)));
        Ok(report)
    }
}

fn mark(owner: UserId, row: &ImportRow) -> Mark {
    let RowFingerprint([a, b, c, d, e, f, g, h, ..]) = fingerprint::of(owner, row);
    Mark::from_be_bytes([a, b, c, d, e, f, g, h])
}
