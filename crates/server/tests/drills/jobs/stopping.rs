//! Workers are stopped while they have jobs.

use std::time::{Duration, Instant};

use fasttrack_domain::job::Job;

use super::{
    handlers::{EFFECT, SLOW, Work},
    scene::{Scene, a_job, ended_so, soon, stopped},
};
use crate::{Length, support::process::Server};

/// How long a stop may take when the grace period is over, and what waits for an answer of the database.
const AFTER_GRACE: Duration = Duration::from_secs(5);
/// How soon somebody else is at what was given back: much less than any lease.
const AT_ONCE: Duration = Duration::from_secs(5);

/// Stops it; when that was, and what it printed.
async fn stop(worker: Server, grace: Duration) -> (Instant, Instant, String) {
    let told = Instant::now();
    let printed = stopped(worker).await;
    let took = told.elapsed();
    assert!(took <= grace + AFTER_GRACE, "{took:?}");
    (told, Instant::now(), printed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_nearly_done_is_finished_and_the_rest_goes_to_others_at_once() {
    let grace = Duration::from_secs(Length::of_this_run().pick(2, 10));
    let scene = Scene::new()
        .await
        .with("WORKER_GRACE", &format!("{}s", grace.as_secs()))
        .with("WORKER_LEASE", "60s")
        .with("WORKER_CONCURRENCY", "8");
    let first = scene.worker();
    let short = u64::try_from(grace.as_millis() / 2).unwrap();
    let nearly = |number| a_job(EFFECT, Work { number, millis: short, ..Work::default() });
    let long = |number| a_job(EFFECT, Work { number, first_millis: 600_000, ..Work::default() });
    let (nearly, long): (Vec<Job>, Vec<Job>) = ((0..4).map(nearly).collect(), (4..8).map(long).collect());
    scene.add(&[nearly.clone(), long.clone()].concat()).await;
    let begun = "SELECT count(*) FROM jobs WHERE state = 'running'";
    soon("all are begun", async || scene.number(begun).await == 8).await;
    let second = scene.worker();

    let (told, gone, printed) = stop(first, grace).await;
    let over = scene.all_end(AT_ONCE).await;
    assert_eq!((ended_so(&printed, "succeeded"), ended_so(&printed, "released")), (4, 4), "{printed}");
    for job in &nearly {
        assert_eq!(scene.job(job.id, "state, attempts, token").await, "succeeded 1 1");
    }
    for job in &long {
        assert_eq!(scene.job(job.id, "state, attempts, token").await, "succeeded 1 2");
    }
    scene.assert_each_once(8).await;
    println!(
        "stopping: 4 of 8 jobs were finished, 4 given back; it was gone {:.1?} after it was told (grace {grace:?}), and \
         another worker had done them {:.1?} later (lease 60 s)",
        gone - told,
        over.saturating_duration_since(gone),
    );
    drop(stopped(second).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_nothing_to_do_or_may_take_no_time_is_gone_at_once() {
    let scene = Scene::new().await.with("WORKER_GRACE", "0s").with("WORKER_LEASE", "60s");
    let idle = scene.worker();
    let (told, gone, _) = stop(idle, Duration::ZERO).await;
    println!("stopping: an idle worker was gone after {:.2?}", gone - told);

    let busy = scene.worker();
    let jobs: Vec<Job> =
        (0..4).map(|_| a_job(SLOW, Work { first_millis: 600_000, ..Work::default() })).collect();
    scene.add(&jobs).await;
    let progress = "SELECT count(*) FROM jobs WHERE state = 'running'";
    soon("all are begun", async || scene.number(progress).await == 4).await;
    let (told, gone, printed) = stop(busy, Duration::ZERO).await;
    assert_eq!(ended_so(&printed, "released"), 4, "{printed}");
    assert_eq!(scene.number("SELECT count(*) FROM jobs WHERE state = 'waiting' AND attempts = 0").await, 4);
    println!("stopping: a busy one without grace was gone after {:.2?}", gone - told);
}

/// Jobs that are long over, so many that removing them takes as many statements as this.
fn old_jobs(statements: u32) -> String {
    format!(
        "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, max_attempts, cancel_requested, created_at, \
         finished_at) SELECT gen_random_uuid(), 'old', '', 'dead', at, 1, 1, false, at, at \
         FROM (SELECT timestamptz '2020-01-01' AS at) AS old, generate_series(1, {statements} * 500)"
    )
}

/// Each statement that removes jobs takes a second.
const SLOWLY: &str = "
    CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_sleep(1); RETURN NULL;
    END $$;
    CREATE TRIGGER slowly BEFORE DELETE ON jobs FOR EACH STATEMENT EXECUTE FUNCTION slowly();";

/// The real binary, with the real job that removes old ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_worker_finishes_or_gives_back() {
    const PRUNE: &str = "SELECT concat_ws(' ', state, attempts, token) FROM jobs WHERE kind = 'jobs.prune'";
    let running = async |scene: &Scene| scene.texts(PRUNE).await.iter().any(|job| job.starts_with("running"));
    for (grace, statements, expected) in
        [(Duration::from_secs(10), 1, "succeeded 1 1"), (Duration::from_secs(1), 30, "waiting 0 1")]
    {
        let scene = Scene::new()
            .await
            .with("WORKER_GRACE", &format!("{}s", grace.as_secs()))
            .with("WORKER_LEASE", "60s");
        scene.run(SLOWLY).await;
        scene.run(&old_jobs(statements)).await;
        let mut worker = scene.here.start(&["worker", "--kinds", "jobs.prune"]);
        tokio::task::block_in_place(|| worker.wait_for("working"));
        soon("it removes old jobs", async || running(&scene).await).await;
        let (told, gone, printed) = stop(worker, grace).await;
        assert_eq!(scene.texts(PRUNE).await, [expected], "{printed}");
        println!(
            "stopping: the real worker was gone {:.1?} after it was told (grace {grace:?}); its job: {expected}",
            gone - told
        );
        if expected.starts_with("succeeded") {
            continue;
        }
        scene.run("DROP TRIGGER slowly ON jobs").await;
        let next = scene.here.start(&["worker"]);
        soon("another one does it", async || scene.texts(PRUNE).await == ["succeeded 1 2"]).await;
        assert_eq!(scene.number("SELECT count(*) FROM jobs WHERE kind = 'old'").await, 0);
        drop(stopped(next).await);
    }
}
