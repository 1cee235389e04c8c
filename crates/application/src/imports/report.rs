//! The report of an import: the records that did not go in, page by page.

use std::{str::FromStr, sync::Arc};

use fasttrack_domain::{
    Invalid, StoreError, error::Cause, import::RejectedRecord, job::JobId, ports::ImportQueries,
};
use serde::Serialize;

use super::ImportJobs;
use crate::{authorise, context::Context, formula::guard, jobs::JobError};

/// How many records are read at once.
const PAGE: u16 = 500;

/// The forms in which a report comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// One JSON object a line.
    Ndjson,
    /// CSV with a header.
    Csv,
}

impl ReportFormat {
    /// All of them, the usual one first.
    pub const ALL: [Self; 2] = [Self::Ndjson, Self::Csv];

    /// The word that stands for it, and the extension of its files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }

    /// Its media type, without parameters.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv",
        }
    }
}

impl FromStr for ReportFormat {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == raw);
        found.ok_or_else(|| Invalid::new("invalid_report_format", "must be ndjson or csv"))
    }
}

impl ImportJobs {
    /// Begins the report of the import that a job does or did. Of one that still runs it tells what was
    /// left out so far.
    ///
    /// # Errors
    /// [`JobError::NotFound`] for a job that may not be seen, or that is no import.
    pub async fn report(&self, ctx: &Context, job: JobId, format: ReportFormat) -> Result<Report, JobError> {
        let found = self.jobs.find(job).await?;
        found.filter(|job| authorise::may_see_job(ctx, job)).ok_or(JobError::NotFound)?;
        self.queries.find(job).await?.ok_or(JobError::NotFound)?;
        let queries = Arc::clone(&self.queries);
        Ok(Report { queries, job, format, next: Some(0) })
    }
}

/// A report on its way.
pub struct Report {
    queries: Arc<dyn ImportQueries>,
    job: JobId,
    format: ReportFormat,
    /// After which record to go on; `None` at the end.
    next: Option<u64>,
}

impl Report {
    /// The next piece of the file; `None` when it is whole.
    ///
    /// # Errors
    /// [`StoreError`]; then the file is not whole, and nothing more comes of it.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(after) = self.next.take() else { return Ok(None) };
        let page = self.queries.rejected(self.job, after, PAGE).await?;
        if page.len() >= usize::from(PAGE) {
            self.next = page.last().map(|last| last.record);
        }
        let piece: Result<_, Cause> = match self.format {
            ReportFormat::Ndjson => ndjson(&page).map_err(Into::into),
            ReportFormat::Csv => csv(&page, after == 0).map_err(Into::into),
        };
        piece.map(Some).map_err(StoreError::Backend)
    }
}

/// A record as one line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    record: u64,
    line: u64,
    column: Option<&'a str>,
    code: &'a str,
    detail: &'a str,
}

fn ndjson(page: &[RejectedRecord]) -> serde_json::Result<Vec<u8>> {
    let mut piece = Vec::new();
    for RejectedRecord { record, line, column, code, detail } in page {
        let line = Line { record: *record, line: *line, column: column.as_deref(), code, detail };
        serde_json::to_writer(&mut piece, &line)?;
        piece.push(b'\n');
    }
    Ok(piece)
}

fn csv(page: &[RejectedRecord], first: bool) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if first {
        writer.write_record(["record", "line", "column", "code", "detail"])?;
    }
    for RejectedRecord { record, line, column, code, detail } in page {
        let (record, line) = (record.to_string(), line.to_string());
        let column = guard(column.as_deref().unwrap_or_default());
        writer.write_record([&*record, &*line, &*column, code, &*guard(detail)])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
