use fasttrack_domain::{
    StoreError,
    import::{ImportTally, RejectedRecord},
    job::Lease,
    ports::UnitOfWork,
};

use super::{RejectedRow, RunError};

/// Notes how far the import of a job is, as long as the job is ours. In the unit that writes a batch:
/// so a batch is there and noted, or neither.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The right to do the job.
    pub lease: Lease,
    /// How many of the records that do not go in are told of; all of them are counted.
    pub most_reported: u64,
}

impl Checkpoint {
    pub(super) async fn hold(&self, unit: &mut dyn UnitOfWork) -> Result<(), RunError> {
        if unit.jobs().hold(&self.lease).await? { Ok(()) } else { Err(RunError::Lost) }
    }

    /// `rejected` is what was left out since the last time, and counted in the tally.
    pub(super) async fn advance(
        &self,
        unit: &mut dyn UnitOfWork,
        tally: &ImportTally,
        rejected: &[RejectedRow],
    ) -> Result<(), StoreError> {
        let before = tally.rejected.saturating_sub(rejected.len() as u64);
        let room = usize::try_from(self.most_reported.saturating_sub(before)).unwrap_or(usize::MAX);
        let reported: Vec<_> = rejected.iter().take(room).map(record).collect();
        unit.imports().advance(self.lease.job_id, tally, &reported).await
    }
}

fn record(row: &RejectedRow) -> RejectedRecord {
    let RejectedRow { line, record, column, code, detail } = row;
    RejectedRecord {
        record: *record,
        line: *line,
        column: column.map(str::to_owned),
        code: (*code).to_owned(),
        detail: detail.clone().into_owned(),
    }
}
