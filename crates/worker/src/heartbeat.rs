//! Keeps a lease for as long as its job runs.

use std::time::Duration;

use fasttrack_domain::job::{Beat, Lease, Progress};
use slog::Logger;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::{running::Told, worker::Shared};

/// How often a beat comes early, when there is news of how far the job is: people watch it.
const SAID_EVERY: Duration = Duration::from_secs(1);
/// Into how many parts the time to the next heartbeat is divided, to try one again that failed.
const RETRIES_A_BEAT: u32 = 5;
/// How long the last beat may take: what it says and hears is not worth more.
const LAST_WORD: Duration = Duration::from_secs(1);

/// The heartbeat of one attempt.
pub(crate) struct Heart<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) lease: Lease,
    /// The job is certainly ours until then: reckoned from before the store was asked.
    pub(crate) until: Instant,
    pub(crate) told: Told,
    /// What the store knows of that.
    pub(crate) said: Option<Progress>,
    /// Cancelled when somebody called the job off.
    pub(crate) called_off: CancellationToken,
    pub(crate) logger: Logger,
}

/// Why there is nothing left to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The store says that the job is not ours: another worker has it, or it is over.
    Told,
    /// The lease is over, as far as we know.
    Expired,
}

impl Heart<'_> {
    /// Beats; returns when the job is not ours any more, or may not be. Can be dropped at any time,
    /// and called again.
    pub(crate) async fn beat_until_lost(&mut self) -> Loss {
        let every = self.shared.settings.lease.beat();
        let mut next = Instant::now() + every;
        let mut failing = false;
        loop {
            sleep_until(next.min(self.until).min(Instant::now() + SAID_EVERY)).await;
            // Asked of the clock, not of the sleep: the whole process may have stood still.
            let now = Instant::now();
            if now >= self.until {
                return Loss::Expired;
            }
            if now < next && self.told.latest() == self.said {
                continue;
            }
            match self.beat(now + every).await {
                Some(Beat::Lost) => return Loss::Told,
                Some(Beat::Held | Beat::CancelRequested) => {
                    next = now + every;
                    failing = false;
                }
                None => {
                    if !failing {
                        slog::warn!(self.logger, "cannot tell the store that the job is running");
                    }
                    next = Instant::now() + every / RETRIES_A_BEAT;
                    failing = true;
                }
            }
        }
    }

    /// Writes how far the job came, if that is not known yet. Does not insist.
    pub(crate) async fn last_word(&mut self) {
        if self.told.latest() != self.said {
            self.last_beat().await;
        }
    }

    /// Does the same in any case, and hears whether somebody called the job off.
    pub(crate) async fn last_beat(&mut self) {
        let _: Option<Beat> = self.beat(Instant::now() + LAST_WORD).await;
    }

    /// `None` when the store did not answer, or not in time.
    async fn beat(&mut self, in_time: Instant) -> Option<Beat> {
        let shared = self.shared;
        let asked = Instant::now();
        let progress = self.told.latest();
        let beating = shared.queue.beat(&self.lease, shared.lease_until(), progress);
        let beat = timeout_at(in_time.min(self.until), beating).await.ok()?.ok()?;
        if beat != Beat::Lost {
            self.until = asked + shared.settings.lease.get();
            self.said = progress;
        }
        if beat == Beat::CancelRequested {
            self.called_off.cancel();
        }
        Some(beat)
    }
}
