use std::collections::HashSet;

use fasttrack_domain::{event::RowFingerprint, user::UserId};

use super::{BatchMode, BatchReport, ImportError, ImportRow, Imports, fingerprint};
use crate::context::Context;

/// A dry run of a whole file, batch by batch.
///
/// A batch that is taken back leaves nothing behind for the next one to find. So this remembers, at
/// 32 bytes each, which rows would be there by then: a row that comes again is not counted as added
/// twice. Other things that a row of an earlier batch would have left (its venue, and that the venue
/// is booked) are not known.
///
/// One unit of work for the whole file would know them, and would keep every other writer waiting
/// until the end of it.
#[derive(Default)]
pub struct DryRun {
    would_be_there: HashSet<RowFingerprint>,
}

impl DryRun {
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
        rows.retain(|row| !self.would_be_there.contains(&fingerprint::of(owner, row)));
        let again = all - rows.len();
        let mut report = imports.add_batch(ctx, owner, &rows, BatchMode::DryRun).await?;
        report.already_there += again as u64;
        // A row that is turned down now would be so the next time as well.
        let rejected: HashSet<u64> = report.rejected.iter().map(|row| row.record).collect();
        let there = rows.iter().filter(|row| !rejected.contains(&row.record));
        self.would_be_there.extend(there.map(|row| fingerprint::of(owner, row)));
        Ok(report)
    }
}
