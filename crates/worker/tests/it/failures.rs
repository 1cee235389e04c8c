use std::{fmt, time::Duration};

use fasttrack_domain::job::{Job, JobId, JobState};
use fasttrack_test_support::unique_id;
use fasttrack_worker::{Backoff, Done, Failure, Outcome};
use tokio::time::{Instant, sleep};

use crate::scene::{Scene, TIMEOUT, a_job, secs};

/// Says little, and has a cause that says too much.
#[derive(Debug)]
struct Trouble(Secret);

#[derive(Debug)]
struct Secret;

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no luck")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the table is called jobs")
    }
}

impl std::error::Error for Secret {}

impl std::error::Error for Trouble {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Fails so often, and then succeeds.
fn fails(times: u32, attempt: u32) -> Outcome {
    if attempt > times { Ok(Done::With(None)) } else { Err(Failure::Passing(Box::new(Trouble(Secret)))) }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_always_panics_ends_dead_and_holds_nobody_up() {
    let scene = Scene::new();
    let bad = a_job();
    let id = bad.id;
    let _worker = scene.start(scene.handlers(move |running| async move {
        if running.job().id == id {
            panic!("boom {}", running.job().attempts);
        }
        Ok(Done::With(None))
    }));
    scene.add(&bad).await;
    scene.have_begun(1).await;
    let good = scene.add(&a_job()).await;
    assert_eq!(scene.ended(good).await.state, JobState::Succeeded);
    assert_eq!(scene.job(id).await.state, JobState::Waiting);

    let dead = scene.ended(id).await;
    assert_eq!((dead.state, dead.attempts), (JobState::Dead, Job::DEFAULT_MAX_ATTEMPTS));
    assert_eq!(dead.last_error.as_deref(), Some("it panicked: boom 5"));
    assert_eq!((scene.figures.ended("retried"), scene.figures.ended("dead")), (4, 1));

    // Somebody has it done again.
    let again = Job { state: JobState::Waiting, attempts: 4, finished_at: None, ..dead };
    scene.memory.update(&again).await;
    scene.add(&a_job()).await;
    scene.ended(id).await;
    assert_eq!(scene.begun.lock().unwrap().iter().filter(|begun| **begun == id).count(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_passes_costs_attempts_and_tells_the_owner_no_more_than_it_should() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move { fails(2, running.job().attempts) }));
    let began = Instant::now();
    let id = scene.add(&a_job()).await;
    scene.have_begun(2).await;
    assert_eq!(scene.job(id).await.last_error.as_deref(), Some("no luck"));
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, job.last_error), (JobState::Succeeded, 3, None));
    let waited = began.elapsed();
    let backoff = scene.settings.retry;
    let expected = backoff.of_job(id, 1) + backoff.of_job(id, 2);
    assert!(waited >= expected && waited < expected + secs(1), "{waited:?}, not {expected:?}");
}

#[tokio::test(start_paused = true)]
async fn a_fatal_failure_is_the_last() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|_| async { Err(Failure::Fatal("hopeless".into())) }));
    let id = scene.add(&a_job()).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 1));
    assert_eq!(job.last_error.as_deref(), Some("hopeless"));
}

#[tokio::test(start_paused = true)]
async fn who_takes_too_long_is_dropped_and_tried_again() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        if running.job().attempts == 1 {
            sleep(TIMEOUT * 2).await;
        }
        Ok(Done::With(None))
    }));
    let began = Instant::now();
    let id = scene.add(&a_job()).await;
    let mut changes = scene.memory.changes();
    let error = loop {
        changes.changed().await.unwrap();
        if let Some(error) = scene.job(id).await.last_error {
            break error;
        }
    };
    assert_eq!(error, "it took longer than 600s");
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
    assert!((TIMEOUT..TIMEOUT + secs(5)).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_long_error_is_cut_to_what_is_kept() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|_| async { Err(Failure::Fatal("ö".repeat(5_000).into())) }));
    let id = scene.add(&a_job()).await;
    assert_eq!(scene.ended(id).await.last_error, Some("ö".repeat(Job::MAX_ERROR)));
}

#[tokio::test(start_paused = true)]
async fn who_stops_unasked_has_failed() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|_| async { Err(Failure::Stopped) }));
    let id = scene.add(&Job { max_attempts: 1, ..a_job() }).await;
    let job = scene.ended(id).await;
    assert_eq!(job.state, JobState::Dead);
    assert_eq!(job.last_error.as_deref(), Some("it stopped without being asked to"));
}

/// Nobody else can tell of a job that kills every worker.
#[tokio::test(start_paused = true)]
async fn a_job_that_silenced_its_workers_is_told_of_by_who_finds_it() {
    let scene = Scene::new();
    let (silent, called_off) =
        (Job { max_attempts: 1, ..a_job() }, Job { cancel_requested: true, ..a_job() });
    scene.add(&silent).await;
    scene.memory.steal(silent.id, silent.run_at).await;
    scene.add(&called_off).await;
    let good = scene.add(&a_job()).await;
    let began = Instant::now();
    let _worker = scene.start(scene.handlers(|_| async { Ok(Done::With(None)) }));
    assert_eq!(scene.ended(good).await.state, JobState::Succeeded);
    assert!(began.elapsed() < secs(1), "they hold nobody up");

    let dead = scene.job(silent.id).await;
    assert_eq!((dead.state, dead.last_error.as_deref()), (JobState::Dead, Some("its worker fell silent")));
    assert_eq!(scene.job(called_off.id).await.state, JobState::Cancelled);
    assert_eq!((scene.figures.ended("dead"), scene.figures.ended("cancelled")), (1, 1));
    assert_eq!((scene.lines.with("ERRO job"), scene.begun()), (1, 1));
}

#[test]
fn the_wait_doubles_up_to_its_bound() {
    let backoff = Backoff { base: secs(2), cap: secs(60) };
    let waits = [1, 2, 3, 5, 6, 40, u32::MAX].map(|failures| backoff.after(failures).as_secs());
    assert_eq!(waits, [2, 4, 8, 32, 60, 60, 60]);
    let endless = Backoff { base: Duration::MAX, cap: Duration::MAX };
    assert_eq!(endless.after(3), Duration::MAX);
}

#[test]
fn jobs_that_failed_together_do_not_come_back_together() {
    let backoff = Backoff { base: secs(2), cap: secs(60) };
    let ids: Vec<_> = (0..100).map(|_| JobId::new(unique_id())).collect();
    for attempt in [1, 4, 9] {
        let full = backoff.after(attempt);
        let waits: Vec<_> = ids.iter().map(|id| backoff.of_job(*id, attempt)).collect();
        assert!(waits.iter().all(|wait| (full / 2..=full).contains(wait)), "{waits:?}");
        let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
        assert!(*most - *least > full / 4, "{least:?} to {most:?}");
        assert_eq!(backoff.of_job(ids[0], attempt), waits[0]);
    }
}
