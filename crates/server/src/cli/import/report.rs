//! The file of rejected rows.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use fasttrack_application::imports::RejectedRow;

/// A CSV file that is made when the first row is rejected, and not before.
pub(super) struct Report {
    path: PathBuf,
    writer: Option<csv::Writer<File>>,
}

impl Report {
    pub(super) const fn at(path: PathBuf) -> Self {
        Self { path, writer: None }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn add(&mut self, row: &RejectedRow) -> anyhow::Result<()> {
        let RejectedRow { line, record: _, column, code, detail } = row;
        let line = line.to_string();
        let fields = [line.as_str(), column.unwrap_or_default(), code, detail];
        self.write(fields).with_context(|| format!("cannot write {}", self.path.display()))
    }

    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.flush().with_context(|| format!("cannot write {}", self.path.display()))
    }

    fn write(&mut self, fields: [&str; 4]) -> csv::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let mut writer = csv::Writer::from_path(&self.path)?;
                writer.write_record(["line", "column", "code", "detail"])?;
                none.insert(writer)
            }
        };
        writer.write_record(fields)
    }
}
