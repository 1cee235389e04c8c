//! `fasttrack import`: reads on a thread of its own and writes in batches.

mod args;
pub(super) mod progress;
mod read;
mod report;

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, ensure};
use fasttrack_application::imports::{BatchMode, DryRun, FormatHint, Imports, RejectedRow};
use fasttrack_domain::user::UserId;

pub(super) use args::ImportArgs;

use self::{progress::Progress, read::Reading, report::Report};
use super::{Outcome, adapters, output, settings_of_existing, user};
use crate::{app::system_context, settings::Settings};

pub(super) async fn run(args: ImportArgs) -> anyhow::Result<Outcome> {
    let settings = settings_of_existing().await?;
    let (file, bytes) = open(&args.file, &settings)?;
    let report = args.report.clone().unwrap_or_else(|| beside(&args.file));
    report::ensure_apart(&report, &args.file)?;
    let adapters = adapters(&settings).await?;
    let owner = user::owner(&adapters.users(), &args.owner).await?;
    let import = Import {
        imports: adapters.imports(),
        owner,
        dry_run: args.dry_run.then(DryRun::default),
        progress: Progress::new(bytes),
        report: Report::begin(report)?,
        totals: Totals::default(),
    };
    import.run(file, args.hint()).await
}

fn open(path: &Path, settings: &Settings) -> anyhow::Result<(File, u64)> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let about = file.metadata()?;
    ensure!(about.is_file(), "{} is no file", path.display());
    let (bytes, most) = (about.len(), settings.import_max_bytes);
    ensure!(bytes <= most, "{} has {bytes} bytes, IMPORT_MAX_BYTES allows {most}", path.display());
    Ok((file, bytes))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected.csv");
    PathBuf::from(name)
}

const NOTHING: &str = "nothing was imported";
const NOT_ALL: &str = "not all of the file was imported";

/// An import on its way.
struct Import {
    imports: Imports,
    owner: UserId,
    dry_run: Option<DryRun>,
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
        let ended = match written {
            Ok(()) => reading.finish().await.map_err(anyhow::Error::new),
            Err(error) => Err(error),
        };
        let reported = self.report.finish();
        // Whatever ended it: what was done before stays done, and is told.
        let nothing = self.totals.all() == 0;
        if ended.is_ok() || !nothing {
            self.summary(started);
        }
        ended.with_context(|| if nothing { NOTHING } else { NOT_ALL })?;
        reported?;
        Ok(if self.totals.rejected > 0 { Outcome::RowsRejected } else { Outcome::Done })
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
        let done = match &mut self.dry_run {
            None => self.imports.add_batch(&context, self.owner, &rows, BatchMode::Write).await?,
            Some(dry_run) => dry_run.add_batch(&self.imports, &context, self.owner, rows).await?,
        };
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
        let verb = if self.dry_run.is_some() { "would be added" } else { "added" };
        output::note(format_args!(
            "{added} {verb}, {already_there} already there, {rejected} rejected ({seconds:.1} s, {rate} rows/s)"
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
