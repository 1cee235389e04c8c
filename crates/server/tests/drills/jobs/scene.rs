//! A database, workers on it, and what can be seen there.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fasttrack_domain::{
    job::{Job, JobId, JobKind},
    ports::{Clock as _, IdGenerator as _, Store as _},
};
use fasttrack_memory::{SystemClock, UuidV7};
use fasttrack_postgres::{PostgresSettings, PostgresStore};
use fasttrack_test_support::postgres::{execute, texts};
use tokio::time::sleep;

use super::{
    handlers::Work,
    process::{self, Role},
};
use crate::support::{
    process::{Installation, PATIENCE, Server},
    stack::Stack,
};

/// How many jobs are added in one unit.
const BATCH: usize = 500;

pub struct Scene {
    pub here: Installation,
    pub url: String,
    store: PostgresStore,
}

impl Scene {
    /// On a database of its own.
    pub async fn new() -> Self {
        let here = Installation::on(Stack::Distributed);
        let url = here.engines().url.clone();
        Self::of(here, url).await
    }

    /// On an empty database that somebody else keeps.
    pub async fn at(url: String) -> Self {
        Self::of(Installation::on(Stack::Embedded).with("DATABASE_URL", &url), url).await
    }

    async fn of(here: Installation, url: String) -> Self {
        let migrated = tokio::task::block_in_place(|| here.run(&["migrate", "up"]));
        assert_eq!(migrated.code, 0, "{migrated:?}");
        let store = PostgresStore::connect(&PostgresSettings::new(&url)).await.unwrap();
        Self { here, url, store }
    }

    /// With a setting of the workers that are started from now on.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.here.set(name, value);
        self
    }

    /// A worker that works.
    pub fn worker(&self) -> Server {
        tokio::task::block_in_place(|| process::start(&self.here, Role::default()))
    }

    /// So many of them, which start at the same time.
    pub fn workers(&self, number: usize) -> Vec<Server> {
        let mut workers: Vec<_> =
            (0..number).map(|_| process::start_only(&self.here, Role::default())).collect();
        for worker in &mut workers {
            tokio::task::block_in_place(|| worker.wait_for("working"));
        }
        workers
    }

    /// A process that only causes jobs.
    pub fn scheduler(&self, pattern: &'static str) -> Server {
        let role = Role { schedule: Some(pattern) };
        tokio::task::block_in_place(|| process::start(&self.here, role))
    }

    /// Adds jobs, due at once.
    pub async fn add(&self, jobs: &[Job]) {
        for batch in jobs.chunks(BATCH) {
            let mut unit = self.store.begin().await.unwrap();
            for job in batch {
                assert!(unit.jobs().add(job).await.unwrap());
            }
            unit.commit().await.unwrap();
        }
    }

    pub async fn run(&self, sql: &str) {
        execute(&self.url, sql).await.unwrap();
    }

    /// The first column of each row, as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        texts(&self.url, sql).await
    }

    pub async fn number(&self, sql: &str) -> u64 {
        self.texts(sql).await[0].parse().unwrap()
    }

    /// What a job's row says, in the form that the query asks for.
    pub async fn job(&self, id: JobId, columns: &str) -> String {
        self.texts(&format!("SELECT concat_ws(' ', {columns}) FROM jobs WHERE id = '{id}'")).await.remove(0)
    }

    /// How many jobs are in which state.
    pub async fn states(&self) -> BTreeMap<String, u64> {
        let rows = self.texts("SELECT state || ' ' || count(*) FROM jobs GROUP BY state").await;
        let parsed = rows.iter().map(|row| row.split_once(' ').unwrap());
        parsed.map(|(state, number)| (state.to_owned(), number.parse().unwrap())).collect()
    }

    /// How many jobs are neither done nor given up.
    pub async fn unfinished(&self) -> u64 {
        self.number("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')").await
    }

    /// Waits until nothing is left to do, which must be soon; since when it has been so.
    pub async fn all_end(&self, within: Duration) -> Instant {
        until("all jobs end", within, async || self.unfinished().await == 0).await
    }

    /// Checks that all jobs succeeded, and that each of so many effects is there, and once.
    pub async fn assert_each_once(&self, jobs: usize) {
        let jobs = u64::try_from(jobs).unwrap();
        assert_eq!(self.states().await, BTreeMap::from([("succeeded".to_owned(), jobs)]));
        let effects = self.number("SELECT count(*) FROM venues").await;
        let different = self.number("SELECT count(DISTINCT split_part(name, ' ', 1)) FROM venues").await;
        assert_eq!((effects, different), (jobs, jobs), "effects, and different ones");
    }

    /// How often jobs were taken after the first time.
    pub async fn taken_again(&self) -> u64 {
        self.number("SELECT coalesce(sum(token) - count(*), 0) FROM jobs WHERE token > 0").await
    }
}

/// A job of a drill.
pub fn a_job(kind: JobKind, work: Work) -> Job {
    let payload = serde_json::to_string(&work).unwrap();
    Job::new(JobId::new(UuidV7.next()), kind, payload, SystemClock.now())
}

/// So many, each of which takes so many milliseconds.
pub fn jobs(kind: &JobKind, number: usize, millis: u64) -> Vec<Job> {
    (0..number).map(|number| a_job(kind.clone(), Work { number, millis, ..Work::default() })).collect()
}

/// Returns when it is so; when it was seen.
pub async fn until(what: &str, within: Duration, mut is_so: impl AsyncFnMut() -> bool) -> Instant {
    let began = Instant::now();
    loop {
        // From before it was asked: what took long to be seen was so already.
        let asked = Instant::now();
        if is_so().await {
            return asked;
        }
        assert!(began.elapsed() < within, "not within {within:?}: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// The same, for what nobody promised to be quick.
pub async fn soon(what: &str, is_so: impl AsyncFnMut() -> bool) -> Instant {
    until(what, PATIENCE, is_so).await
}

/// Kills it; what it printed.
pub async fn killed(worker: Server) -> String {
    worker.signal("KILL");
    ended(worker).await
}

/// Stops it as a service manager does; what it printed.
pub async fn stopped(worker: Server) -> String {
    tokio::task::spawn_blocking(|| worker.terminate()).await.unwrap()
}

/// What it printed until its end.
pub async fn ended(worker: Server) -> String {
    tokio::task::spawn_blocking(|| worker.wait().1).await.unwrap()
}

/// How many attempts ended so, by the log of a worker.
pub fn ended_so(printed: &str, outcome: &str) -> usize {
    let words = format!("\"outcome\":\"{outcome}\"");
    printed.lines().filter(|line| line.contains(&words)).count()
}
