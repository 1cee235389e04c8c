//! Imports a file from its first record to its last, wherever its bytes come from: the one way that
//! `fasttrack import` and the jobs go.

use std::{io::Read, ops::ControlFlow};

use fasttrack_domain::{StoreError, error::Cause, import::ImportTally, user::UserId};

use super::{
    BatchMode, BatchReport, Checkpoint, DryRun, FormatHint, ImportError, ImportFileError, ImportRow, Imports,
    RejectedRow,
    read_ahead::{Batch, ReadAhead},
};
use crate::{authorise, changes::Changed, context::Context, unit::UnitError, unit::in_unit};

/// How a file is imported.
#[derive(Debug, Clone)]
pub struct Run {
    /// Whose the events shall be.
    pub owner: UserId,
    /// What the file is said to be.
    pub hint: FormatHint,
    /// Whether everything is only tried.
    pub dry_run: bool,
    /// What an earlier run did of it: that many records are passed over, without asking what became
    /// of them.
    pub done: ImportTally,
    /// Where it is noted how far it is, in the units that take it so far; nowhere, if nobody could
    /// go on with it.
    pub checkpoint: Option<Checkpoint>,
}

/// What is told after every batch.
#[derive(Debug)]
pub struct Step<'a> {
    /// What was done, by earlier runs as well.
    pub tally: ImportTally,
    /// So many bytes of the file were read for that.
    pub bytes: u64,
    /// What was left out of this batch, in the order of the file.
    pub rejected: &'a [RejectedRow],
}

/// Who is told. `Break` ends the run as [`RunError::Stopped`], an error as [`RunError::Untold`].
pub type Told<'a> = &'a mut (dyn FnMut(&Step<'_>) -> Result<ControlFlow<()>, Cause> + Send);

/// Why a run ended before the end of its file. What was written before stays written.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The file cannot be read, or not to its end.
    #[error(transparent)]
    File(#[from] ImportFileError),
    /// A batch could not be written.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Another worker has the job now, or nobody: it is not ours to go on.
    #[error("the job is not ours any more")]
    Lost,
    /// Whoever is told said so.
    #[error("the import was stopped")]
    Stopped,
    /// Whoever is told failed.
    #[error(transparent)]
    Untold(Cause),
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Import(error.into())
    }
}

impl UnitError for RunError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Import(error) => error.store_error(),
            Self::File(_) | Self::Lost | Self::Stopped | Self::Untold(_) => None,
        }
    }
}

impl Imports {
    /// Reads a file on a thread of its own, and writes it batch by batch; tells what became of it.
    ///
    /// # Errors
    /// [`RunError`].
    pub async fn run(
        &self,
        ctx: &Context,
        run: &Run,
        source: impl Read + Send + 'static,
        told: Told<'_>,
    ) -> Result<ImportTally, RunError> {
        authorise::import_events_for(ctx, run.owner).map_err(ImportError::from)?;
        let mut tally = run.done;
        let mut dry_run = run.dry_run.then(DryRun::default);
        let mut reading = ReadAhead::start(source, run.hint, tally.records);
        while let Some(batch) = reading.next().await {
            let Batch { rows, rejected: unreadable, bytes, .. } = batch;
            let report = match (&mut dry_run, &run.checkpoint) {
                (Some(dry_run), _) => dry_run.add_batch(self, ctx, run.owner, rows).await?,
                (None, None) => self.add_batch(ctx, run.owner, &rows, BatchMode::Write).await?,
                (None, Some(checkpoint)) => {
                    self.add_noted(run.owner, &rows, checkpoint, &tally, &unreadable).await?
                }
            };
            let done = Done::of(&tally, &report, unreadable);
            if let (Some(_), Some(checkpoint)) = (&dry_run, &run.checkpoint) {
                self.note(checkpoint, &done).await?;
            }
            tally = done.tally;
            let step = Step { tally, bytes, rejected: &done.rejected };
            if told(&step).map_err(RunError::Untold)?.is_break() {
                return Err(RunError::Stopped);
            }
        }
        reading.finish().await?;
        Ok(tally)
    }

    /// As [`Self::add_batch`], and notes in the same unit how far that went.
    async fn add_noted(
        &self,
        owner: UserId,
        rows: &[ImportRow],
        checkpoint: &Checkpoint,
        before: &ImportTally,
        unreadable: &[RejectedRow],
    ) -> Result<BatchReport, RunError> {
        let outcome = in_unit(&*self.store, async |mut unit| {
            checkpoint.hold(&mut *unit).await?;
            let report = self.add(&mut *unit, owner, rows).await?;
            let done = Done::of(before, &report, unreadable.to_vec());
            checkpoint.advance(&mut *unit, &done.tally, &done.rejected).await?;
            unit.commit().await?;
            Ok::<_, RunError>(report)
        })
        .await;
        self.changes.told(Changed::VenuesAndEvents, outcome).await
    }

    /// Notes how far a dry run is: the unit that tried the rows was taken back.
    async fn note(&self, checkpoint: &Checkpoint, done: &Done) -> Result<(), RunError> {
        in_unit(&*self.store, async |mut unit| {
            checkpoint.hold(&mut *unit).await?;
            checkpoint.advance(&mut *unit, &done.tally, &done.rejected).await?;
            Ok(unit.commit().await?)
        })
        .await
    }
}

/// How far a run is after a batch.
struct Done {
    tally: ImportTally,
    /// What either half turned down, in the order of the file.
    rejected: Vec<RejectedRow>,
}

impl Done {
    fn of(before: &ImportTally, report: &BatchReport, unreadable: Vec<RejectedRow>) -> Self {
        let mut rejected = unreadable;
        rejected.extend_from_slice(&report.rejected);
        rejected.sort_by_key(|row| row.record);
        let rejections = rejected.len() as u64;
        let tally = ImportTally {
            records: before.records + report.added + report.already_there + rejections,
            added: before.added + report.added,
            already_there: before.already_there + report.already_there,
            rejected: before.rejected + rejections,
        };
        Self { tally, rejected }
    }
}
