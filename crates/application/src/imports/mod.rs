//! Imports: files of events, read row by row in constant memory, written in batches.
//!
//! The two halves know nothing of each other. [`read_rows`] is synchronous and pure: it turns
//! bytes into [`ImportRow`]s and [`RejectedRow`]s. [`Imports::add_batch`] writes rows, one unit of
//! work a batch. [`Imports::run`] reads on a blocking thread and hands batches over; [`ImportJobs`]
//! takes files, and has jobs run them.
//!
//! A bad row is reported and the others go in. A row that was imported before is recognised by its
//! fingerprint, so an import that was cut off is simply run again. A job goes on where it was cut off,
//! so that what it counts is exact.

mod batch;
mod blob_source;
mod checkpoint;
mod dry_run;
mod error;
mod fingerprint;
mod jobs;
mod owner;
mod read_ahead;
mod reading;
mod report;
mod row;
mod run;
mod start;
mod venues;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

pub use batch::{BATCH_ROWS, BATCH_WRITES, BatchMode, BatchReport};
pub use checkpoint::Checkpoint;
pub use dry_run::DryRun;
pub use error::{ImportError, ImportFileError};
pub use jobs::{ImportJobError, ImportJobs};
pub use owner::ImportBlobs;
pub use reading::{FileFormat, FormatHint, MAX_PARTICIPANTS, MAX_RECORD_BYTES, ReadSummary, read_rows};
pub use report::{Report, ReportFormat};
pub use row::{ImportRow, RejectedRow, RowVenue};
pub use run::{Run, RunError, Step, Told};
pub use start::StartImportError;

use std::sync::Arc;

use fasttrack_domain::ports::{Clock, IdGenerator, Store};

use crate::Changes;

/// The use cases of imports.
#[derive(Clone)]
pub struct Imports {
    /// Where events and their venues are written.
    pub store: Arc<dyn Store>,
    /// Tells that there are new events.
    pub changes: Changes,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers of events and venues.
    pub ids: Arc<dyn IdGenerator>,
}
