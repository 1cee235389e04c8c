//! `fasttrack jobs`: work in the background, seen from the command line.

use clap::{Args, Subcommand};
use fasttrack_application::{
    idempotency,
    jobs::{JobPhase, JobSelection, JobView, Jobs},
};
use fasttrack_domain::{
    job::{Job, JobId, JobKind, Progress},
    page::{Limit, PageRequest},
    time::Timestamp,
};

use super::{Outcome, adapters, output, settings_of_existing};
use crate::app::system_context;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  fasttrack jobs list --state dead
  fasttrack jobs show 0197a3c0-0000-7000-8000-0000000000c1
  fasttrack jobs retry 0197a3c0-0000-7000-8000-0000000000c1")]
pub(super) enum JobsCommand {
    /// List jobs, the newest first
    List(ListArgs),
    /// Show one job
    Show(JobArgs),
    /// Have a job done again that was given up or called off
    Retry(JobArgs),
    /// Call a job off
    Cancel(JobArgs),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only jobs of this kind
    #[arg(long)]
    kind: Option<JobKind>,
    /// Only jobs in this state: scheduled, queued, running, succeeded, dead or cancelled
    #[arg(long)]
    state: Option<JobPhase>,
}

#[derive(Debug, Args)]
pub(super) struct JobArgs {
    /// The job
    #[arg(value_parser = JobId::parse)]
    id: JobId,
}

pub(super) async fn run(command: JobsCommand) -> anyhow::Result<Outcome> {
    let jobs = adapters(&settings_of_existing().await?).await?.jobs();
    let ctx = system_context();
    match command {
        JobsCommand::List(args) => list(&jobs, args).await?,
        JobsCommand::Show(JobArgs { id }) => show(&jobs.get(&ctx, id).await?)?,
        JobsCommand::Retry(JobArgs { id }) => {
            // Who is at the command line has no key under which anything could have been done before.
            if let idempotency::Outcome::Done(job) = jobs.retry(&ctx, id).await? {
                show(&job)?;
            }
        }
        JobsCommand::Cancel(JobArgs { id }) => show(&jobs.cancel(&ctx, id).await?)?,
    }
    Ok(Outcome::Done)
}

async fn list(jobs: &Jobs, args: ListArgs) -> anyhow::Result<()> {
    let ListArgs { kind, state: phase } = args;
    let (ctx, selection) = (system_context(), JobSelection { kind, phase });
    let mut page = PageRequest { limit: Limit::new(i64::from(Limit::MAX))?, after: None };
    output::line(format_args!(
        "{:<36} {:<20} {:<9} {:>5} {:<27} {}",
        "id", "kind", "state", "tries", "made", "progress"
    ))?;
    loop {
        let found = jobs.list(&ctx, &selection, &page).await?;
        for JobView { job, phase } in &found.items {
            let (kind, state, made) = (job.kind.as_str(), phase.as_str(), job.created_at.to_string());
            let tries = format!("{}/{}", job.attempts, job.max_attempts);
            let progress = job.progress.map(progress).unwrap_or_default();
            output::line(format_args!("{} {kind:<20} {state:<9} {tries:>5} {made:<27} {progress}", job.id))?;
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

fn show(view: &JobView) -> anyhow::Result<()> {
    let JobView { job, phase } = view;
    let Job { id, kind, payload, attempts, max_attempts, run_at, created_at, .. } = job;
    let optional = |name: &str, value: Option<String>| match value {
        Some(value) => output::line(format_args!("{name:<10} {value}")),
        None => Ok(()),
    };
    output::line(format_args!("{:<10} {id}", "id"))?;
    output::line(format_args!("{:<10} {kind}", "kind"))?;
    output::line(format_args!("{:<10} {}", "state", phase.as_str()))?;
    output::line(format_args!("{:<10} {payload}", "payload"))?;
    output::line(format_args!("{:<10} {attempts} of {max_attempts}", "tries"))?;
    output::line(format_args!("{:<10} {created_at}", "made"))?;
    output::line(format_args!("{:<10} {run_at}", "due"))?;
    optional("finished", job.finished_at.as_ref().map(Timestamp::to_string))?;
    optional("progress", job.progress.map(progress))?;
    optional("error", job.last_error.clone())?;
    optional("result", job.result.clone())
}

fn progress(progress: Progress) -> String {
    match progress {
        Progress { done, total: Some(total) } => format!("{done} of {total}"),
        Progress { done, total: None } => done.to_string(),
    }
}
