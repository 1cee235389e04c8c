//! Causes the jobs that recur. Any number of schedulers may do so: the store gives each tick to one.

use std::{sync::Arc, time::Duration};

use fasttrack_domain::{
    StoreError,
    job::{Job, JobId, UniqueKey},
    ports::{Clock, IdGenerator, Store},
    time::Timestamp,
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{Schedule, outage::Outage, worker::span};

/// How long at the most until the clock is looked at again: somebody may set it.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

pub(crate) struct Scheduler {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdGenerator>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) outage: Outage,
}

impl Scheduler {
    /// Takes each tick when it comes. Of those that were missed, because no scheduler ran or the
    /// store was down, the last one is made up for.
    pub(crate) async fn run(mut self, stop: &CancellationToken) {
        let mut seen = vec![None; self.schedules.len()];
        loop {
            let now = self.clock.now();
            // Cut short, a unit is rolled back, or its tick is taken and its job added.
            let Some(taken) = stop.run_until_cancelled(self.take_latest(now, &mut seen)).await else {
                return;
            };
            let pause = match taken {
                Ok(()) => {
                    self.outage.is_over();
                    self.until_next(now)
                }
                Err(error) => self.outage.goes_on(&error),
            };
            if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
        }
    }

    async fn take_latest(&self, now: Timestamp, seen: &mut [Option<Timestamp>]) -> Result<(), StoreError> {
        for (schedule, seen) in self.schedules.iter().zip(seen) {
            let latest = schedule.latest(now);
            if let Some(tick) = latest.filter(|_| latest != *seen) {
                self.take(schedule, tick).await?;
                *seen = latest;
            }
        }
        Ok(())
    }

    /// Takes a tick, and adds its job, unless somebody else did or the job of the tick before is not
    /// done yet.
    async fn take(&self, schedule: &Schedule, tick: Timestamp) -> Result<(), StoreError> {
        let mut unit = self.store.begin().await?;
        if !unit.jobs().take_tick(schedule.name(), tick).await? {
            return Ok(());
        }
        let job = schedule.task().job(JobId::new(self.ids.next()), self.clock.now());
        let unique_key: Option<UniqueKey> = schedule.name().as_str().parse().ok();
        unit.jobs().add(&Job { unique_key, ..job }).await?;
        unit.commit().await
    }

    fn until_next(&self, now: Timestamp) -> Duration {
        let next = self.schedules.iter().filter_map(|schedule| schedule.next(now)).min();
        next.map_or(LOOK_AGAIN, |next| span(self.clock.now(), next)).min(LOOK_AGAIN)
    }
}
