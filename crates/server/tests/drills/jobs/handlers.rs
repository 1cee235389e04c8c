//! What the jobs of drills do.

use std::{
    process::{self, Command},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use fasttrack_application::jobs::Task;
use fasttrack_domain::{
    StoreError,
    job::{JobKind, Lease, Settlement},
    ports::{Clock, IdGenerator, Store},
    venue::{Venue, VenueId},
};
use fasttrack_test_support::a_venue;
use fasttrack_worker::{Done, Failure, Handler, Handlers, Outcome, Running, Worker};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

/// Takes its time, and writes in the unit that settles the job.
pub const EFFECT: JobKind = JobKind::of("drill.effect");
/// Takes its time, and lets the worker note that it is done.
pub const SLOW: JobKind = JobKind::of("drill.slow");
/// Panics.
pub const PANIC: JobKind = JobKind::of("drill.panic");
/// Is done at once.
pub const NOTHING: JobKind = JobKind::of("drill.nothing");
/// What a schedule of a drill causes, which is done at once, too.
pub const TICK: Task = Task::PruneJobs;

/// Printed when a unit was not allowed to write, as its job was somebody else's.
pub const REFUSED: &str = "the effect was refused";

const TIMEOUT: Duration = Duration::from_secs(10 * 60);
/// How often a job tells how far it is.
const STEP: Duration = Duration::from_millis(20);

/// What is in the payload.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Work {
    /// Tells the effects apart.
    pub number: usize,
    /// How long it takes, in milliseconds.
    pub millis: u64,
    /// How much longer it takes the first time that it is taken.
    pub first_millis: u64,
    /// Whether its process stops where it is, the first time that it is taken.
    pub freezes: bool,
}

pub fn all(worker: &Worker) -> Handlers {
    let scribe = Scribe {
        store: Arc::clone(&worker.store),
        clock: Arc::clone(&worker.clock),
        ids: Arc::clone(&worker.ids),
    };
    Handlers::default()
        .with(EFFECT, TIMEOUT, Effect(scribe))
        .with(SLOW, TIMEOUT, Slow)
        .with(PANIC, TIMEOUT, Panic)
        .with(NOTHING, TIMEOUT, Nothing)
        .with(TICK.kind(), TIMEOUT, Nothing)
}

fn work_of(running: &Running) -> Work {
    serde_json::from_str(&running.job().payload).unwrap()
}

impl Work {
    async fn take_time(self, running: &Running) {
        let first = if is_first(&running.lease()) { self.first_millis } else { 0 };
        let all = Duration::from_millis(self.millis + first);
        let steps = u64::try_from(all.as_millis() / STEP.as_millis()).unwrap();
        for step in 0..steps {
            sleep(STEP).await;
            running.progress(step + 1, Some(steps));
        }
    }

    fn freeze_if_first(self, lease: &Lease) {
        if self.freezes && is_first(lease) {
            freeze();
        }
    }
}

/// Unlike the attempts, takings are not given back.
fn is_first(lease: &Lease) -> bool {
    lease.token.0 == 1
}

/// Stops this process, until somebody lets it go on.
fn freeze() {
    let mut seen = Instant::now();
    let this = process::id().to_string();
    assert!(Command::new("kill").args(["-STOP", &this]).status().unwrap().success());
    // The signal stops one thread after the other: this one goes on when it has seen time stand still.
    // Nobody lets it go on before a lease is over, which is a second at the least.
    while seen.elapsed() < Duration::from_millis(500) {
        seen = Instant::now();
        thread::sleep(Duration::from_millis(1));
    }
}

/// Writes so that whoever writes twice is found out.
#[derive(Clone)]
struct Scribe {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdGenerator>,
}

impl Scribe {
    /// Each taking has a name of its own for it: that there is one is not what makes it so.
    fn effect(&self, work: Work, lease: &Lease) -> Venue {
        let name = format!("{} {} {}", work.number, lease.token.0, process::id());
        Venue { id: VenueId::new(self.ids.next()), ..a_venue(&name).build() }
    }

    /// Writes the effect and settles the job; `false` when the job was not ours any more.
    async fn write(&self, work: Work, lease: Lease) -> Result<bool, StoreError> {
        let mut unit = self.store.begin().await?;
        unit.venues().add(&self.effect(work, &lease)).await?;
        work.freeze_if_first(&lease);
        let done = Settlement::Succeeded { result: None, at: self.clock.now() };
        let settled = unit.jobs().settle(&lease, &done).await?;
        if settled {
            unit.commit().await?;
        } else {
            println!("{REFUSED}");
        }
        Ok(settled)
    }
}

struct Effect(Scribe);

#[async_trait]
impl Handler for Effect {
    async fn run(&self, running: Running) -> Outcome {
        let (work, lease, scribe) = (work_of(&running), running.lease(), self.0.clone());
        work.take_time(&running).await;
        // Not to be dropped: nothing but the store keeps it from writing too late.
        let writing = tokio::spawn(async move { scribe.write(work, lease).await });
        match writing.await.unwrap() {
            Ok(true) => Ok(Done::Settled),
            Ok(false) => Err(Failure::Passing(REFUSED.into())),
            Err(error) => Err(Failure::Passing(error.into())),
        }
    }
}

struct Slow;

#[async_trait]
impl Handler for Slow {
    async fn run(&self, running: Running) -> Outcome {
        let work = work_of(&running);
        tokio::select! {
            () = work.take_time(&running) => {}
            () = running.cancelled() => return Err(Failure::Stopped),
        }
        work.freeze_if_first(&running.lease());
        Ok(Done::With(Some(running.lease().token.0.to_string())))
    }
}

struct Panic;

#[async_trait]
impl Handler for Panic {
    async fn run(&self, running: Running) -> Outcome {
        panic!("attempt {} of a job that always panics", running.job().attempts)
    }
}

struct Nothing;

#[async_trait]
impl Handler for Nothing {
    async fn run(&self, _: Running) -> Outcome {
        Ok(Done::With(None))
    }
}
