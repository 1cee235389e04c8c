//! How an attempt ended, and noting that.

use std::time::Duration;

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    job::{Job, Lease, Progress, Settlement},
    time::Timestamp,
};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::{Done, Failure, attempt::Ending, metrics::End, worker::Shared};

/// How long the store is given to answer even when the lease is over by our own reckoning: the store
/// knows better.
const AT_LEAST: Duration = Duration::from_secs(1);

/// What is known when an attempt ends, besides how.
pub(crate) struct Circumstances {
    pub(crate) called_off: bool,
    pub(crate) progress: Option<Progress>,
    pub(crate) now: Timestamp,
    pub(crate) retry_in: Duration,
}

/// What to tell the store; `None` when there is nothing to tell.
pub(crate) fn settlement(ending: &Ending, job: &Job, known: &Circumstances) -> Option<Settlement> {
    let at = known.now;
    match ending {
        Ending::Lost | Ending::Said(Ok(Done::Settled)) => return None,
        Ending::Said(Ok(Done::With(result))) => {
            return Some(Settlement::Succeeded { result: result.clone(), at });
        }
        _ if known.called_off => return Some(Settlement::Cancelled { at }),
        _ => {}
    }
    let Some(error) = error_of(ending) else {
        return Some(Settlement::Released { progress: known.progress });
    };
    let error = error.chars().take(Job::MAX_ERROR).collect();
    let fatal = matches!(ending, Ending::Said(Err(Failure::Fatal(_))));
    Some(if fatal || job.attempts >= job.max_attempts {
        Settlement::Dead { error, at }
    } else {
        let wait = TimeDelta::from_std(known.retry_in).unwrap_or(TimeDelta::MAX);
        Settlement::Retry { error, run_at: at.saturating_add(wait) }
    })
}

/// Why it failed, in words that the job's owner may read; `None` when it did not.
pub(crate) fn error_of(ending: &Ending) -> Option<String> {
    match ending {
        Ending::Said(Err(Failure::Passing(cause) | Failure::Fatal(cause))) => Some(cause.to_string()),
        Ending::Said(Err(Failure::Stopped)) => Some("it stopped without being asked to".to_owned()),
        Ending::Panicked(words) => Some(format!("it panicked: {words}")),
        Ending::TimedOut(limit) => Some(format!("it took longer than {limit:?}")),
        Ending::Said(Ok(_)) | Ending::CalledOff | Ending::Cut | Ending::Lost => None,
    }
}

pub(crate) const fn end_of(settlement: &Settlement) -> End {
    match settlement {
        Settlement::Succeeded { .. } => End::Succeeded,
        Settlement::Retry { .. } => End::Retried,
        Settlement::Dead { .. } => End::Dead,
        Settlement::Cancelled { .. } => End::Cancelled,
        Settlement::Released { .. } => End::Released,
    }
}

/// What the store said.
pub(crate) enum Noted {
    Written,
    /// The job was not ours any more.
    Refused,
    /// It may have been written, and may not.
    Unknown,
}

/// Tells the store how the attempt ended, again and again until it answers or the lease is over.
pub(crate) async fn settle(shared: &Shared, lease: &Lease, settlement: &Settlement, until: Instant) -> Noted {
    let until = until.max(Instant::now() + AT_LEAST);
    let mut in_doubt = false;
    let mut failures = 0;
    loop {
        match timeout_at(until, shared.queue.settle(lease, settlement)).await {
            Ok(Ok(true)) => return Noted::Written,
            // It was not written just now; but an answer that got lost may have been "yes".
            Ok(Ok(false)) if !in_doubt => return Noted::Refused,
            Ok(Ok(false)) | Err(_) => return Noted::Unknown,
            Ok(Err(error)) => in_doubt |= !matches!(error, StoreError::Contention(_)),
        }
        if Instant::now() >= until {
            return Noted::Unknown;
        }
        failures += 1;
        sleep_until(until.min(Instant::now() + shared.settings.outage.after(failures))).await;
    }
}
