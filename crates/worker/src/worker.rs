//! Claims jobs, one after the other, and no more than can be begun at once.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    job::{Claim, JobKind, Taken},
    ports::{Clock, IdGenerator, JobQueue, Store},
    time::Timestamp,
};
use slog::Logger;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Handlers, Schedule, WorkerSettings, attempt::Attempt, drain::drain, found_over::tell_of, outage::Outage,
    scheduler::Scheduler, slots::Slots,
};

/// The shortest wait for new jobs: one that is due but not to be had is not asked for without pause.
const LEAST_WAIT: Duration = Duration::from_millis(50);

/// Does jobs, and causes those that recur. Any number of workers, in any number of processes, share
/// one store.
pub struct Worker {
    /// Hands out jobs.
    pub queue: Arc<dyn JobQueue>,
    /// Where recurring jobs are added.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes the identifiers of recurring jobs.
    pub ids: Arc<dyn IdGenerator>,
    /// Who does what. Jobs of other kinds are left to other workers.
    pub handlers: Handlers,
    /// What recurs.
    pub schedules: Vec<Schedule>,
    /// How much at once, how patient.
    pub settings: WorkerSettings,
    /// Where it says what it does.
    pub logger: Logger,
}

/// What the attempts share with the worker.
pub(crate) struct Shared {
    pub(crate) queue: Arc<dyn JobQueue>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: WorkerSettings,
    pub(crate) logger: Logger,
}

impl Shared {
    /// Until when a job is ours that is claimed now, or for which the heart beats now.
    pub(crate) fn lease_until(&self) -> Timestamp {
        let lease = TimeDelta::from_std(self.settings.lease.get()).unwrap_or(TimeDelta::MAX);
        self.clock.now().saturating_add(lease)
    }
}

impl Worker {
    /// Works until `stop` is cancelled; then lets what runs finish, within the grace period, and
    /// gives back the rest.
    pub async fn run(self, stop: CancellationToken) {
        let Self { queue, store, clock, ids, handlers, schedules, settings, logger } = self;
        let scheduler = Scheduler {
            store,
            clock: Arc::clone(&clock),
            ids,
            schedules,
            outage: Outage::new("scheduling", settings.outage, logger.clone()),
        };
        let claiming = Claiming {
            slots: Slots::of(&handlers),
            handlers,
            outage: Outage::new("claiming", settings.outage, logger.clone()),
            shared: Arc::new(Shared { queue, clock, settings, logger }),
            attempts: JoinSet::new(),
            cut: CancellationToken::new(),
        };
        tokio::join!(scheduler.run(&stop), claiming.run(&stop));
    }
}

struct Claiming {
    slots: Slots,
    handlers: Handlers,
    shared: Arc<Shared>,
    outage: Outage,
    attempts: JoinSet<()>,
    cut: CancellationToken,
}

impl Claiming {
    async fn run(mut self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            while self.attempts.try_join_next().is_some() {}
            if self.attempts.len() >= self.shared.settings.concurrency.get() {
                stop.run_until_cancelled(self.attempts.join_next()).await;
                continue;
            }
            match self.claim_or_wait(stop).await {
                Ok(()) => self.outage.is_over(),
                Err(error) => {
                    let pause = self.outage.goes_on(&error);
                    stop.run_until_cancelled(tokio::time::sleep(pause)).await;
                }
            }
        }
        drain(self.attempts, &self.cut, &self.shared.settings, &self.shared.logger).await;
    }

    async fn claim_or_wait(&mut self, stop: &CancellationToken) -> Result<(), StoreError> {
        // Reckoned from before the store is asked: ours is never longer than the store's.
        let until = Instant::now() + self.shared.settings.lease.get();
        let kinds = self.slots.free();
        match self.claim(&kinds, stop).await? {
            Some(Taken::Begun(claim)) => self.begin(claim, until),
            Some(Taken::Ended(job)) => tell_of(&job, &self.shared.logger),
            None => stop.run_until_cancelled(self.wait(&kinds)).await.unwrap_or(Ok(()))?,
        }
        Ok(())
    }

    /// A claim under way is not cut short when the worker is to stop: a job that was handed out, and
    /// that nobody knows of, would wait for the end of its lease.
    async fn claim(&self, kinds: &[JobKind], stop: &CancellationToken) -> Result<Option<Taken>, StoreError> {
        let Shared { queue, clock, settings, .. } = &*self.shared;
        let mut claiming = queue.claim(kinds, clock.now(), self.shared.lease_until());
        tokio::select! {
            claimed = &mut claiming => claimed,
            () = stop.cancelled() => timeout(settings.release_within, claiming).await.unwrap_or(Ok(None)),
        }
    }

    fn begin(&mut self, claim: Claim, until: Instant) {
        let Some(entry) = self.handlers.get(&claim.job.kind) else {
            // The store was asked for ours only; whoever can do it gets it after the lease.
            slog::error!(self.shared.logger, "claimed a job that nobody here can do"; "kind" => %claim.job.kind);
            return;
        };
        let slot = self.slots.take(&claim.job.kind);
        let attempt = Attempt { claim, entry: entry.clone(), until, cut: self.cut.clone(), slot };
        self.attempts.spawn(attempt.attend(Arc::clone(&self.shared)));
    }

    /// Until there may be something to do: a job was added, one is due, or one has ended, which may
    /// be due again soon.
    async fn wait(&mut self, kinds: &[JobKind]) -> Result<(), StoreError> {
        let Shared { queue, clock, settings, .. } = &*self.shared;
        let due = queue.next_due(kinds).await?;
        let most = due.map_or(settings.poll, |due| span(clock.now(), due)).min(settings.poll).max(LEAST_WAIT);
        tokio::select! {
            _ = timeout(most, queue.wait(most)) => {}
            Some(_) = self.attempts.join_next() => {}
        }
        Ok(())
    }
}

/// From one instant to another; nothing when that is not later.
pub(crate) fn span(from: Timestamp, to: Timestamp) -> Duration {
    (to.to_utc() - from.to_utc()).to_std().unwrap_or_default()
}
