//! A worker stands still past its lease, with all but the last step of a job done, and goes on.

use std::time::{Duration, Instant};

use super::{
    handlers::{EFFECT, REFUSED, SLOW, Work},
    scene::{Scene, a_job, ended_so, soon, stopped},
};
use crate::{Length, support::process::Server};

/// Whether the process was stopped where it is.
fn is_frozen(worker: &Server) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", worker.pid())).unwrap();
    stat.rsplit_once(") ").unwrap().1.starts_with('T')
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wakes_up_too_late_is_refused_and_counted() {
    let rounds = Length::of_this_run().pick(1, 5);
    // Shorter than Postgres leaves a unit open with nothing to do.
    let lease = Length::of_this_run().pick(1, 5);
    let scene = Scene::new().await.with("WORKER_LEASE", &format!("{lease}s"));
    for round in 0..rounds {
        for kind in [EFFECT, SLOW] {
            let mut sleeper = scene.worker();
            let job = a_job(kind.clone(), Work { number: round, freezes: true, ..Work::default() });
            scene.add(std::slice::from_ref(&job)).await;
            soon("the worker freezes", async || is_frozen(&sleeper)).await;
            let since = Instant::now();

            let other = scene.worker();
            let over = soon("another worker does the job", async || scene.unfinished().await == 0).await;
            assert_eq!(scene.job(job.id, "state, attempts, token").await, "succeeded 2 2");
            let before = scene.job(job.id, "jobs").await;

            sleeper.signal("CONT");
            soon("the sleeper has its say", async || !is_frozen(&sleeper)).await;
            if kind == EFFECT {
                // It is refused by the store, whatever the worker makes of its late job meanwhile.
                sleeper.wait_for(REFUSED);
            }
            let (said, other) = (stopped(sleeper).await, stopped(other).await);
            assert_eq!((ended_so(&said, "lost"), ended_so(&said, "succeeded")), (1, 0), "{said}");
            assert_eq!(said.matches(REFUSED).count(), usize::from(kind == EFFECT), "{said}");
            assert_eq!((ended_so(&other, "lost"), ended_so(&other, "succeeded")), (0, 1), "{other}");
            assert_eq!(scene.job(job.id, "jobs").await, before, "what came too late changed something");
            println!(
                "freezing: {kind} was done by another worker {:.1?} after the first froze (lease {lease} s); \
                 the late completion was refused, and counted as lost",
                over - since
            );
        }
    }
    let effects = scene.number("SELECT count(*) FROM venues").await;
    assert_eq!(effects, u64::try_from(rounds).unwrap(), "an effect each, and once");
    let late = scene.number("SELECT count(*) FROM venues WHERE split_part(name, ' ', 2) <> '2'").await;
    assert_eq!(late, 0, "effects of those who were late");
}

/// What is not known to be too late must not be cut short by a short pause.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wakes_up_in_time_goes_on() {
    let scene = Scene::new().await.with("WORKER_LEASE", "30s");
    let (sleeper, other) = (scene.worker(), scene.worker());
    let jobs = [EFFECT, SLOW].map(|kind| a_job(kind, Work { millis: 500, ..Work::default() }));
    scene.add(&jobs).await;
    let begun = "SELECT count(*) FROM jobs WHERE state = 'running'";
    soon("the jobs are begun", async || scene.number(begun).await == 2).await;
    for worker in [&sleeper, &other] {
        worker.signal("STOP");
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    for worker in [&sleeper, &other] {
        worker.signal("CONT");
    }
    scene.all_end(Duration::from_secs(10)).await;
    for job in &jobs {
        assert_eq!(scene.job(job.id, "state, attempts, token").await, "succeeded 1 1");
    }
    let printed = stopped(sleeper).await + &stopped(other).await;
    assert_eq!((ended_so(&printed, "succeeded"), ended_so(&printed, "lost")), (2, 0), "{printed}");
}
