//! The file of rejected rows.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use fasttrack_application::imports::RejectedRow;

/// Fails when the report would overwrite what is imported, be it through a link.
pub(super) fn ensure_apart(report: &Path, input: &Path) -> anyhow::Result<()> {
    let same = match (identity(report), identity(input)) {
        (Ok(report), Ok(input)) => report == input,
        // What is not there yet is another file.
        _ => false,
    };
    let report = report.display();
    ensure!(!same, "the report {report} would overwrite the file itself: name another with --report");
    Ok(())
}

/// Equal for all names of a file, hard links included.
#[cfg(unix)]
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// A CSV file that is only there afterwards when it has a row.
pub(super) struct Report {
    path: PathBuf,
    writer: csv::Writer<File>,
    rows: u64,
}

impl Report {
    /// Begins it, in place of that of an earlier run. Asked for before the first event is written:
    /// an import must not find out half-way that it cannot say what it left out.
    pub(super) fn begin(path: PathBuf) -> anyhow::Result<Self> {
        let begun = csv::Writer::from_path(&path).and_then(|mut writer| {
            writer.write_record(["line", "column", "code", "detail"])?;
            writer.flush()?;
            Ok(writer)
        });
        let writer = begun.with_context(|| cannot_write(&path))?;
        Ok(Self { path, writer, rows: 0 })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn add(&mut self, row: &RejectedRow) -> anyhow::Result<()> {
        let RejectedRow { line, record: _, column, code, detail } = row;
        let line = line.to_string();
        let fields = [line.as_str(), column.unwrap_or_default(), code, detail];
        self.writer.write_record(fields).with_context(|| cannot_write(&self.path))?;
        self.rows += 1;
        Ok(())
    }

    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        self.writer.flush().with_context(|| cannot_write(&self.path))?;
        // Only a plain file: `--report /dev/stdout` is nobody's to remove.
        if self.rows == 0 && fs::symlink_metadata(&self.path).is_ok_and(|about| about.is_file()) {
            fs::remove_file(&self.path)
                .with_context(|| format!("cannot remove the empty report {}", self.path.display()))?;
        }
        Ok(())
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write the report {}: --report names another", path.display())
}
