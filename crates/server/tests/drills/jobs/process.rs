//! The process of a worker: it is wired as `fasttrack worker` is, and does the jobs of drills.

use std::{
    env,
    process::{Command, Stdio},
};

use fasttrack_server::{
    app::{Adapters, shutdown},
    settings::{Scope, Settings, Sources},
};
use fasttrack_worker::{Schedule, Worker};
use tokio_util::sync::CancellationToken;

use super::handlers::{self, NOTHING};
use crate::support::process::{Installation, Server};

/// Tells this binary that it is a worker, and what it causes by itself: cron patterns, one a line.
const SCHEDULES: &str = "DRILL_SCHEDULES";
/// Not a test, but what the process is started for.
const ENTRY: &str = "jobs::process::a_process_of_a_drill_works";

/// What such a process does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Role {
    /// Causes jobs at what this cron pattern says, and does none.
    pub schedule: Option<&'static str>,
}

/// Starts one, and waits until it works.
pub fn start(here: &Installation, role: Role) -> Server {
    let mut server = start_only(here, role);
    server.wait_for("working");
    server
}

/// Starts one.
pub fn start_only(here: &Installation, role: Role) -> Server {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", ENTRY, "--nocapture"])
        .current_dir(here.path(""))
        .env_clear()
        .envs(here.variables().iter().map(|(name, value)| (name, value)))
        .env("LOG_FORMAT", "json")
        .env(SCHEDULES, role.schedule.unwrap_or_default())
        .stdin(Stdio::null());
    Server::of(&mut command)
}

/// As `fasttrack worker`, but for what it does.
#[test]
fn a_process_of_a_drill_works() {
    let Ok(pattern) = env::var(SCHEDULES) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(work(&pattern));
}

async fn work(pattern: &str) {
    let settings = Settings::load(&Sources::of_process(), Scope::Tool).unwrap();
    let (logger, _guard) = fasttrack_telemetry::init(settings.log.clone()).unwrap();
    let stop = CancellationToken::new();
    shutdown::on_signal(stop.clone(), logger.clone()).unwrap();
    let adapters = Adapters::open(&settings, &logger, || {}).await.unwrap();
    let forecasts = adapters.forecasts(&settings.forecasts, &logger).unwrap();
    let worker = adapters.worker(&settings.jobs, &[], forecasts, &logger).unwrap();
    let worker = if pattern.is_empty() {
        Worker { handlers: handlers::all(&worker), schedules: Vec::new(), ..worker }
    } else {
        let schedule = Schedule::new(NOTHING, pattern, handlers::TICK).unwrap();
        Worker { handlers: fasttrack_worker::Handlers::default(), schedules: vec![schedule], ..worker }
    };
    slog::info!(logger, "working");
    worker.run(stop).await;
    slog::info!(logger, "stopped");
}
