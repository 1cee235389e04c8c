//! Jobs that ended when somebody was to begin them. Those whose workers were killed end so, and would
//! otherwise be gone without a word.

use fasttrack_domain::job::{Job, JobState};
use slog::Logger;

use crate::metrics::{self, End};

/// Counts a job that the store ended, and says so as of one that was attempted here.
pub(crate) fn tell_of(job: &Job, logger: &Logger) {
    let Job { id, kind, attempts, last_error, .. } = job;
    let logger =
        logger.new(slog::o!("job_id" => id.to_string(), "kind" => kind.to_string(), "attempt" => *attempts));
    let end = if job.state == JobState::Cancelled { End::Cancelled } else { End::Dead };
    metrics::found_over(kind, end);
    if end == End::Cancelled {
        slog::info!(logger, "job"; "outcome" => end.as_str());
    } else {
        slog::error!(logger, "job"; "outcome" => end.as_str(), "error" => last_error);
    }
}
