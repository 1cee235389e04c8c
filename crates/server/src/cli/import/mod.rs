//! `fasttrack import`: reads on a thread of its own and writes in batches.

pub(super) mod progress;
mod read;
mod report;

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};
use fasttrack_application::imports::{BatchMode, FormatHint, Imports, RejectedRow};
use fasttrack_domain::user::UserId;

use self::{progress::Progress, read::Reading, report::Report};
use super::{Outcome, args::ImportArgs, output, settings, user};
use crate::{
    app::{Adapters, system_context},
    settings::{Scope, Settings},
};

pub(super) async fn run(args: ImportArgs) -> anyhow::Result<Outcome> {
    let settings = settings(Scope::Tool)?;
    let (file, bytes) = open(&args.file, &settings)?;
    let adapters = Adapters::open(&settings).await?;
    let found = adapters.users().find_by_name(&system_context(), &args.owner).await;
    let owner = found.map_err(|error| user::about(&args.owner, error))?.id;
    let import = Import {
        imports: adapters.imports(),
        owner,
        mode: if args.dry_run { BatchMode::DryRun } else { BatchMode::Write },
        progress: Progress::new(bytes),
        report: Report::at(args.report.clone().unwrap_or_else(|| beside(&args.file))),
        totals: Totals::default(),
    };
    import.run(file, hint(&args)).await
}

fn open(path: &Path, settings: &Settings) -> anyhow::Result<(File, u64)> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let about = file.metadata()?;
    ensure!(about.is_file(), "{} is no file", path.display());
    let (bytes, most) = (about.len(), settings.import_max_bytes);
    ensure!(bytes <= most, "{} has {bytes} bytes, IMPORT_MAX_BYTES allows {most}", path.display());
    Ok((file, bytes))
}

fn hint(args: &ImportArgs) -> FormatHint {
    let extension = args.file.extension().and_then(|extension| extension.to_str());
    let by_extension = || extension.map_or(FormatHint::Unknown, FormatHint::from_extension);
    args.format.map_or_else(by_extension, FormatHint::from)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected.csv");
    PathBuf::from(name)
}

/// An import on its way.
struct Import {
    imports: Imports,
    owner: UserId,
    mode: BatchMode,
    progress: Progress,
    report: Report,
    totals: Totals,
}

#[derive(Default)]
struct Totals {
    added: u64,
    already_there: u64,
    rejected: u64,
}

impl Import {
    async fn run(mut self, file: File, hint: FormatHint) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let mut reading = Reading::start(self.progress.wrap(file), hint);
        let written = self.write_all(&mut reading).await;
        // Before anything else is printed.
        self.progress.finish();
        written?;
        // Whatever stopped the reading, what was read before is in.
        let end = reading.finish().await;
        self.report.finish()?;
        self.summary(started);
        match end {
            Err(error) => bail!(anyhow::Error::new(error).context("not all of the file was imported")),
            Ok(()) if self.totals.rejected > 0 => Ok(Outcome::RowsRejected),
            Ok(()) => Ok(Outcome::Done),
        }
    }

    async fn write_all(&mut self, reading: &mut Reading) -> anyhow::Result<()> {
        while let Some(batch) = reading.next().await {
            self.write(batch).await?;
        }
        Ok(())
    }

    async fn write(&mut self, batch: read::Batch) -> anyhow::Result<()> {
        let read::Batch { rows, mut rejected } = batch;
        let context = system_context();
        let done = self.imports.add_batch(&context, self.owner, &rows, self.mode).await?;
        self.totals.added += done.added;
        self.totals.already_there += done.already_there;
        rejected.extend(done.rejected);
        // In the order of the file, whichever half found them.
        rejected.sort_by_key(|row: &RejectedRow| row.record);
        for row in &rejected {
            self.report.add(row)?;
            self.totals.rejected += 1;
        }
        self.progress.rows(self.totals.all());
        Ok(())
    }

    fn summary(&self, started: Instant) {
        let Totals { added, already_there, rejected } = self.totals;
        let seconds = started.elapsed().as_secs_f64();
        let rate = progress::rate(self.totals.all(), seconds);
        let verb = if self.mode == BatchMode::DryRun { "would be added" } else { "added" };
        output::note(format_args!(
            "{added} {verb}, {already_there} there before, {rejected} rejected ({seconds:.1} s, {rate} rows/s)"
        ));
        if rejected > 0 {
            output::note(format_args!("rejected rows: {}", self.report.path().display()));
        }
    }
}

impl Totals {
    const fn all(&self) -> u64 {
        self.added + self.already_there + self.rejected
    }
}
