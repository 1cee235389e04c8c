//! The tests of imports: reading through [`read_rows`], writing through fakes.

mod batches;
mod crowds;
mod csv;
mod dry_run;
mod encodings;
mod files;
mod fingerprints;
mod fixtures;
mod formats;
mod json;
mod legacy_rows;
mod own_rows;
mod owners;
mod properties;
mod runs;
mod streaming;
mod timeouts;
mod uploads;

use std::ops::ControlFlow;

use super::{FormatHint, ImportFileError, ImportRow, ReadSummary, RejectedRow, read_rows};

/// All that came of a file.
struct Reading {
    rows: Vec<ImportRow>,
    rejected: Vec<RejectedRow>,
    end: Result<ReadSummary, ImportFileError>,
}

fn read_as(file: impl std::io::Read, hint: FormatHint) -> Reading {
    let (mut rows, mut rejected) = (Vec::new(), Vec::new());
    let end = read_rows(file, hint, &mut |row| {
        match row {
            Ok(row) => rows.push(row),
            Err(row) => rejected.push(row),
        }
        ControlFlow::Continue(())
    });
    Reading { rows, rejected, end }
}

fn read(file: impl AsRef<[u8]>) -> Reading {
    read_as(file.as_ref(), FormatHint::Unknown)
}

impl Reading {
    /// Read to the end.
    fn summary(&self) -> ReadSummary {
        *self.end.as_ref().unwrap()
    }

    fn titles(&self) -> Vec<&str> {
        self.summary();
        self.rows.iter().map(|row| row.details.title.as_str()).collect()
    }

    /// Line, column and code of each bad row.
    fn problems(&self) -> Vec<(u64, Option<&str>, &str)> {
        self.rejected.iter().map(|row| (row.line, row.column, row.code)).collect()
    }

    /// The only row of a file without bad ones.
    fn only(mut self) -> ImportRow {
        assert_eq!(self.problems(), []);
        assert_eq!(self.rows.len(), 1);
        self.rows.remove(0)
    }

    /// The message of the error that ended it.
    fn error(&self) -> String {
        self.end.as_ref().unwrap_err().to_string()
    }
}

/// A good event in our own columns, as JSON.
fn own(title: &str) -> serde_json::Value {
    serde_json::json!({"title": title, "starts_at": "2031-03-01T19:00:00Z", "city": "Olinda"})
}

/// One row of our own columns, with these members changed.
fn own_with(changes: &serde_json::Value) -> Reading {
    with(own("Sarau"), changes)
}

/// One row of the legacy columns, with these members changed.
fn legacy_with(changes: &serde_json::Value) -> Reading {
    let event = serde_json::json!({"title": "Sarau", "event_date": "2025-07-02T10:00:00", "city": "Olinda"});
    with(event, changes)
}

fn with(mut event: serde_json::Value, changes: &serde_json::Value) -> Reading {
    for (name, value) in changes.as_object().unwrap() {
        event[name] = value.clone();
    }
    read(event.to_string())
}
