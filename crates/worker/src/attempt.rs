//! One attempt at a job, from its claim to its end.

use std::{any::Any, sync::Arc, time::Duration};

use fasttrack_domain::job::{Claim, Job};
use slog::Logger;
use tokio::{
    task::JoinError,
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    Done, Failure, Outcome, Running,
    heartbeat::{Heart, Loss},
    metrics::{self, End, InFlight},
    registry::Entry,
    running::Told,
    settle::{Circumstances, Noted, end_of, error_of, settle, settlement},
    slots::Slot,
    worker::Shared,
};

/// How long a handler may go on when the store says that its job is not ours. It may have ended it by
/// itself just now, and have something left to do after that. Whatever else it writes is refused.
const AFTER_LOSS: Duration = Duration::from_secs(1);

/// A job that was claimed, and who does it.
pub(crate) struct Attempt {
    pub(crate) claim: Claim,
    pub(crate) entry: Entry,
    /// Until when the job is certainly ours.
    pub(crate) until: Instant,
    /// Cancelled when the worker waits no longer.
    pub(crate) cut: CancellationToken,
    /// Its place among the jobs of its kind, free again when the attempt is over.
    pub(crate) slot: Slot,
}

/// How the handler ended.
#[derive(Debug)]
pub(crate) enum Ending {
    Said(Outcome),
    Panicked(String),
    TimedOut(Duration),
    CalledOff,
    Cut,
    Lost,
}

impl Attempt {
    /// Runs the handler, keeps the lease meanwhile, and notes how it ended.
    pub(crate) async fn attend(self, shared: Arc<Shared>) {
        let Self { claim, entry, until, cut, slot: _slot } = self;
        let Job { id, kind, attempts, .. } = &claim.job;
        let logger = shared
            .logger
            .new(slog::o!("job_id" => id.to_string(), "kind" => kind.to_string(), "attempt" => *attempts));
        let _in_flight = InFlight::of(kind);
        let begun = Instant::now();
        let mut heart = Heart {
            shared: &shared,
            lease: claim.lease,
            until,
            told: Told::default(),
            said: None,
            called_off: CancellationToken::new(),
            logger: logger.clone(),
        };
        let ending = do_it(&claim, &entry, &mut heart, &cut).await;
        let took = begun.elapsed();
        let end = note(&claim.job, &ending, &mut heart).await;
        metrics::ended(kind, end, took);
        log(&logger, &ending, end, took);
    }
}

/// Runs the handler in a task of its own: one that computes without pause, or panics, leaves the
/// heartbeat alone.
async fn do_it(claim: &Claim, entry: &Entry, heart: &mut Heart<'_>, cut: &CancellationToken) -> Ending {
    let called_off = heart.called_off.clone();
    let stop = called_off.child_token();
    let running = Running::new(claim.clone(), heart.told.clone(), stop.clone(), heart.logger.clone());
    let handler = Arc::clone(&entry.handler);
    let mut work = AbortOnDropHandle::new(tokio::spawn(async move { handler.run(running).await }));
    let cancel_grace = heart.shared.settings.cancel_grace;
    let stopped_late = async {
        called_off.cancelled().await;
        sleep(cancel_grace).await;
    };
    let early = tokio::select! {
        // In this order: what is not ours any more is not done, and what is done is not cut.
        biased;
        loss = heart.beat_until_lost() => {
            // Whether what was finished meanwhile came too late is for the store to say.
            if work.is_finished() {
                return ending_of(work.await);
            }
            stop.cancel();
            return match loss {
                Loss::Told => match timeout(AFTER_LOSS, &mut work).await {
                    Ok(Ok(Ok(Done::Settled))) => Ending::Said(Ok(Done::Settled)),
                    _ => Ending::Lost,
                },
                Loss::Expired => Ending::Lost,
            };
        }
        said = &mut work => return ending_of(said),
        () = stopped_late => Ending::CalledOff,
        () = sleep(entry.timeout) => Ending::TimedOut(entry.timeout),
        () = cut.cancelled() => Ending::Cut,
    };
    // The job may be given away only when nobody is at it here any more.
    stop.cancel();
    work.abort();
    match timeout_at(heart.until, &mut work).await {
        Ok(Ok(Ok(done))) => Ending::Said(Ok(done)),
        Ok(_) => early,
        Err(_) => Ending::Lost,
    }
}

fn ending_of(said: Result<Outcome, JoinError>) -> Ending {
    match said.map_err(JoinError::try_into_panic) {
        Ok(outcome) => Ending::Said(outcome),
        Err(Ok(panic)) => Ending::Panicked(words_of(&*panic)),
        // The runtime is shutting down: nobody else aborts it.
        Err(Err(_)) => Ending::Cut,
    }
}

/// What `panic!` was given.
fn words_of(panic: &(dyn Any + Send)) -> String {
    let words =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(|s| &**s));
    words.unwrap_or("without words").to_owned()
}

async fn note(job: &Job, ending: &Ending, heart: &mut Heart<'_>) -> End {
    let shared = heart.shared;
    match ending {
        // How far it came is said when it is given back.
        Ending::Cut | Ending::Lost | Ending::Said(Ok(Done::Settled)) => {}
        Ending::Said(Ok(Done::With(_))) | Ending::CalledOff => heart.last_word().await,
        // Before it is to be tried again: somebody may have called it off since the last heartbeat.
        Ending::Said(Err(_)) | Ending::Panicked(_) | Ending::TimedOut(_) => heart.last_beat().await,
    }
    let circumstances = Circumstances {
        called_off: heart.called_off.is_cancelled(),
        progress: heart.told.latest(),
        now: shared.clock.now(),
        retry_in: shared.settings.retry.of_job(job.id, job.attempts),
    };
    let Some(settlement) = settlement(ending, job, &circumstances) else {
        let settled = matches!(ending, Ending::Said(Ok(Done::Settled)));
        return if settled { End::Succeeded } else { End::Lost };
    };
    match settle(shared, &heart.lease, &settlement, heart.until).await {
        Noted::Written => end_of(&settlement),
        Noted::Refused => End::Lost,
        Noted::Unknown => End::Unknown,
    }
}

/// The one line that a job leaves behind here.
fn log(logger: &Logger, ending: &Ending, end: End, took: Duration) {
    let (outcome, took_ms) = (end.as_str(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    // With the causes, which the job's last error is without.
    let error = match ending {
        Ending::Said(Err(Failure::Passing(cause) | Failure::Fatal(cause))) => Some(format!("{cause:?}")),
        ending => error_of(ending),
    };
    match end {
        End::Succeeded | End::Cancelled | End::Released => {
            slog::info!(logger, "job"; "outcome" => outcome, "took_ms" => took_ms);
        }
        End::Retried | End::Lost | End::Unknown => {
            slog::warn!(logger, "job"; "outcome" => outcome, "took_ms" => took_ms, "error" => error);
        }
        End::Dead => {
            slog::error!(logger, "job"; "outcome" => outcome, "took_ms" => took_ms, "error" => error);
        }
    }
}
