//! `fasttrack import`: a file, its report beside it, and a bar.

mod args;
pub(super) mod progress;
mod report;

use std::{
    fs::File,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, ensure};
use fasttrack_application::imports::{DryRun, Imports, Run, Step};
use fasttrack_domain::import::ImportTally;

pub(super) use args::ImportArgs;

use self::{progress::Progress, report::Report};
use super::{Outcome, adapters, output, settings_of_existing, user};
use crate::{app::system_context, settings::Settings};

pub(super) async fn run(args: ImportArgs) -> anyhow::Result<Outcome> {
    let settings = settings_of_existing().await?;
    let (file, bytes) = open(&args.file, &settings)?;
    let report = args.report.clone().unwrap_or_else(|| beside(&args.file));
    report::ensure_apart(&report, &args.file)?;
    let adapters = adapters(&settings).await?;
    let owner = user::owner(&adapters.users(), &args.owner).await?;
    let run = Run {
        owner,
        hint: args.hint(),
        dry_run: args.dry_run,
        done: ImportTally::default(),
        checkpoint: None,
    };
    let import = Import {
        imports: adapters.imports(),
        run,
        progress: Progress::new(bytes),
        report: Report::begin(report)?,
        tally: ImportTally::default(),
    };
    import.run(file).await
}

fn open(path: &Path, settings: &Settings) -> anyhow::Result<(File, u64)> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let about = file.metadata()?;
    ensure!(about.is_file(), "{} is no file", path.display());
    let (bytes, most) = (about.len(), settings.imports.max_bytes);
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
    run: Run,
    progress: Progress,
    report: Report,
    tally: ImportTally,
}

impl Import {
    async fn run(mut self, file: File) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let source = self.progress.wrap(file);
        let Self { imports, run, progress, report, tally } = &mut self;
        let mut told = |step: &Step<'_>| {
            *tally = step.tally;
            for row in step.rejected {
                report.add(row)?;
            }
            progress.rows(tally.records);
            Ok(ControlFlow::Continue(()))
        };
        let ended = imports.run(&system_context(), run, source, &mut told).await;
        // Before anything else is printed.
        self.progress.finish();
        let reported = self.report.finish();
        // Whatever ended it: what was done before stays done, and is told.
        let nothing = self.tally.records == 0;
        if ended.is_ok() || !nothing {
            self.summary(started);
        }
        ended.with_context(|| if nothing { NOTHING } else { NOT_ALL })?;
        reported?;
        Ok(if self.tally.rejected > 0 { Outcome::RowsRejected } else { Outcome::Done })
    }

    fn summary(&self, started: Instant) {
        let ImportTally { records, added, already_there, rejected } = self.tally;
        let seconds = started.elapsed().as_secs_f64();
        let rate = progress::rate(records, seconds);
        let verb = if self.run.dry_run { "would be added" } else { "added" };
        output::note(format_args!(
            "{added} {verb}, {already_there} already there, {rejected} rejected ({seconds:.1} s, {rate} rows/s)"
        ));
        if self.run.dry_run && !DryRun::knew_repeats(&self.tally) {
            let most = DryRun::MOST_REMEMBERED;
            output::note(format_args!("rows that come again after the first {most} may be counted as added"));
        }
        if rejected > 0 {
            output::note(format_args!("rejected rows: {}", self.report.path().display()));
        }
    }
}
