//! What every test needs: a store, workers on it, and what they leave behind. Time is tokio's, and
//! stands still unless everybody waits for it.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use fasttrack_domain::{
    job::{Job, JobId, JobKind},
    ports::Clock,
    time::Timestamp,
};
use fasttrack_test_support::{SequentialIds, instant, unique_id};
use fasttrack_worker::{Handler, Handlers, Outcome, Running, Worker, WorkerSettings};
use metrics::LocalRecorderGuard;
use slog::{Drain, Logger, OwnedKVList, Record};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{figures::Figures, memory::Memory};

/// How long something may take to be seen, in the time of the test.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a job of [`Scene::handlers`] may take.
pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);

pub const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub fn kind(word: &str) -> JobKind {
    word.parse().unwrap()
}

/// A job for [`Scene::handlers`], due at noon, when every test begins.
pub fn a_job() -> Job {
    Job::new(JobId::new(unique_id()), kind("work"), "{}".to_owned(), instant("2030-01-01T12:00:00Z"))
}

pub struct Scene {
    pub memory: Arc<Memory>,
    pub clock: Arc<TestClock>,
    pub figures: &'static Figures,
    pub lines: Arc<Lines>,
    pub settings: WorkerSettings,
    /// Each beginning of a job, in order.
    pub begun: Arc<Mutex<Vec<JobId>>>,
    ids: Arc<SequentialIds>,
    _counting: LocalRecorderGuard<'static>,
}

impl Scene {
    /// Workers look for jobs when they are told, or once an hour.
    pub fn new() -> Self {
        Self::with(|settings| settings)
    }

    pub fn with(change: impl FnOnce(WorkerSettings) -> WorkerSettings) -> Self {
        let figures: &'static Figures = Box::leak(Box::default());
        Self {
            memory: Arc::default(),
            clock: Arc::new(TestClock(Instant::now())),
            figures,
            lines: Arc::default(),
            settings: change(WorkerSettings { poll: secs(60 * 60), ..WorkerSettings::default() }),
            begun: Arc::default(),
            ids: Arc::default(),
            _counting: metrics::set_default_local_recorder(figures),
        }
    }

    /// Does jobs of the kind `work` so.
    pub fn handlers<F, Fut>(&self, work: F) -> Handlers
    where
        F: Fn(Running) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        Handlers::default().with(kind("work"), TIMEOUT, self.work(work))
    }

    /// Does jobs so, and counts them as begun.
    pub fn work<F, Fut>(&self, work: F) -> impl Handler + use<F, Fut>
    where
        F: Fn(Running) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        Work { work, begun: Arc::clone(&self.begun) }
    }

    pub fn worker(&self, handlers: Handlers) -> Worker {
        Worker {
            queue: self.memory.clone(),
            store: self.memory.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            handlers,
            schedules: Vec::new(),
            settings: self.settings.clone(),
            logger: Logger::root(Arc::clone(&self.lines).fuse(), slog::o!()),
        }
    }

    pub fn start(&self, handlers: Handlers) -> Started {
        Started::of(self.worker(handlers))
    }

    pub async fn add(&self, job: &Job) -> JobId {
        self.memory.add(job).await
    }

    pub async fn job(&self, id: JobId) -> Job {
        self.memory.job(id).await
    }

    /// Somebody calls the job off.
    pub async fn call_off(&self, id: JobId) {
        let job = self.job(id).await;
        self.memory.update(&Job { cancel_requested: true, ..job }).await;
    }

    pub fn begun(&self) -> usize {
        self.begun.lock().unwrap().len()
    }

    /// Waits until so many attempts were begun.
    pub async fn have_begun(&self, attempts: usize) {
        timeout(PATIENCE, async {
            while self.begun() < attempts {
                sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .unwrap();
    }

    /// Waits until the job is over.
    pub async fn ended(&self, id: JobId) -> Job {
        let mut changes = self.memory.changes();
        let seen = async {
            loop {
                let job = self.job(id).await;
                if job.state.is_final() {
                    return job;
                }
                changes.changed().await.unwrap();
            }
        };
        timeout(PATIENCE, seen).await.unwrap()
    }
}

/// A worker that runs, until this is dropped.
pub struct Started {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Started {
    pub fn of(worker: Worker) -> Self {
        let stop = CancellationToken::new();
        Self { task: tokio::spawn(worker.run(stop.clone())), stop }
    }

    /// Tells it to stop; how long it takes.
    pub async fn stop(mut self) -> Duration {
        let told = Instant::now();
        self.stop.cancel();
        timeout(PATIENCE, &mut self.task).await.unwrap().unwrap();
        told.elapsed()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Work<F> {
    work: F,
    begun: Arc<Mutex<Vec<JobId>>>,
}

#[async_trait]
impl<F, Fut> Handler for Work<F>
where
    F: Fn(Running) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome> + Send,
{
    async fn run(&self, running: Running) -> Outcome {
        self.begun.lock().unwrap().push(running.job().id);
        (self.work)(running).await
    }
}

/// Noon of 1 January 2030 when it is made; goes on as tokio's time does.
pub struct TestClock(Instant);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let since = i64::try_from(self.0.elapsed().as_micros()).unwrap();
        Timestamp::from_micros(instant("2030-01-01T12:00:00Z").micros() + since).unwrap()
    }
}

/// The messages that were logged, with their level.
#[derive(Default)]
pub struct Lines(Mutex<Vec<String>>);

impl Lines {
    pub fn with(&self, words: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|line| line.contains(words)).count()
    }
}

impl Drain for Lines {
    type Ok = ();
    type Err = fmt::Error;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), fmt::Error> {
        self.0.lock().unwrap().push(format!("{} {}", record.level(), record.msg()));
        Ok(())
    }
}
