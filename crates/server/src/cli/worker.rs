//! `fasttrack worker`: does jobs and serves nothing.

use std::num::NonZeroUsize;

use anyhow::Context as _;
use clap::Args;
use fasttrack_domain::job::JobKind;
use fasttrack_telemetry as telemetry;
use slog::info;
use tokio_util::sync::CancellationToken;

use super::{Outcome, settings_of_existing, tell_waiting};
use crate::{
    app::{Adapters, shutdown},
    settings::JobsSettings,
};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  fasttrack worker
  fasttrack worker --concurrency 16 --kinds jobs.prune")]
pub(super) struct WorkerArgs {
    /// How many jobs are done at the same time [default: WORKER_CONCURRENCY]
    #[arg(long, value_parser = JobsSettings::concurrency, allow_negative_numbers = true)]
    concurrency: Option<NonZeroUsize>,
    /// Only jobs of these kinds, separated by commas [default: all]
    #[arg(long, value_delimiter = ',')]
    kinds: Vec<JobKind>,
}

pub(super) async fn run(args: WorkerArgs) -> anyhow::Result<Outcome> {
    let WorkerArgs { concurrency, kinds } = args;
    let mut settings = settings_of_existing().await?;
    if let Some(concurrency) = concurrency {
        settings.jobs.worker.concurrency = concurrency;
    }
    let (logger, _guard) = telemetry::init(settings.log.clone())?;
    let stop = CancellationToken::new();
    shutdown::on_signal(stop.clone(), logger.clone()).context("cannot listen to signals")?;
    let adapters = Adapters::open(&settings, &logger, tell_waiting).await?;
    let forecasts = adapters.forecasts(&settings.forecasts, &logger)?;
    let worker = adapters.worker(&settings.jobs, &kinds, forecasts, &logger)?;
    info!(logger, "working"; "concurrency" => settings.jobs.worker.concurrency.get());
    worker.run(stop).await;
    info!(logger, "stopped");
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    #[test]
    fn no_more_jobs_at_once_than_the_setting_allows() {
        let refusal = |number| {
            let parsed = Cli::try_parse_from(["fasttrack", "worker", "--concurrency", number]);
            parsed.err().map(|error| error.to_string())
        };
        assert_eq!((refusal("1"), refusal("256")), (None, None));
        for number in ["0", "257", "-1", "many"] {
            let told = refusal(number).unwrap_or_default();
            assert!(told.contains("must be a whole number from 1 to 256"), "{number}: {told}");
        }
    }
}
