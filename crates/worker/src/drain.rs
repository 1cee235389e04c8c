//! Stops without cutting a job that is nearly done.

use slog::Logger;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::WorkerSettings;

/// Lets the running attempts finish within the grace period; then has the rest cut, which gives their
/// jobs back. What cannot be given back in time is left to the end of its lease.
pub(crate) async fn drain(
    mut attempts: JoinSet<()>,
    cut: &CancellationToken,
    settings: &WorkerSettings,
    logger: &Logger,
) {
    if attempts.is_empty() {
        return;
    }
    slog::info!(logger, "stopping: the running jobs may finish";
        "jobs" => attempts.len(), "grace_s" => settings.grace.as_secs());
    if timeout(settings.grace, all_of(&mut attempts)).await.is_ok() {
        return;
    }
    slog::warn!(logger, "stopping: giving back what is not finished"; "jobs" => attempts.len());
    cut.cancel();
    if timeout(settings.release_within, all_of(&mut attempts)).await.is_err() {
        slog::warn!(logger, "stopping: jobs are left to the end of their lease"; "jobs" => attempts.len());
    }
}

async fn all_of(attempts: &mut JoinSet<()>) {
    while attempts.join_next().await.is_some() {}
}
