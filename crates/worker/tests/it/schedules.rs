use fasttrack_application::jobs::Task;
use fasttrack_domain::job::{Job, JobState};
use fasttrack_test_support::instant;
use fasttrack_worker::{Handlers, Schedule, ScheduleError, Worker, recurring};
use tokio::time::sleep;

use crate::{
    memory::Mood,
    scene::{Scene, Started, kind, secs},
};

fn schedule(pattern: &str) -> Result<Schedule, ScheduleError> {
    Schedule::new(kind("tidy"), pattern, Task::PruneJobs)
}

/// A worker that only causes jobs.
fn scheduler(scene: &Scene, pattern: &str) -> Worker {
    Worker { schedules: vec![schedule(pattern).unwrap()], ..scene.worker(Handlers::default()) }
}

/// Ends what waits, so that the next tick adds another job.
async fn done(scene: &Scene) -> usize {
    let jobs = scene.memory.jobs().await;
    for job in &jobs {
        scene.memory.update(&Job { state: JobState::Succeeded, ..job.clone() }).await;
    }
    jobs.len()
}

#[tokio::test(start_paused = true)]
async fn several_schedulers_add_one_job_a_tick() {
    let scene = Scene::new();
    sleep(secs(30)).await;
    let schedulers: Vec<_> = (0..3).map(|_| Started::of(scheduler(&scene, "* * * * *"))).collect();
    // The tick of noon, which was missed.
    sleep(secs(1)).await;
    assert_eq!(done(&scene).await, 1);
    for tick in 1..=5 {
        sleep(secs(60)).await;
        assert_eq!(done(&scene).await, 1 + tick);
    }
    for job in scene.memory.jobs().await {
        assert_eq!((job.kind, job.payload, job.owner), (Task::PruneJobs.kind(), "{}".to_owned(), None));
        assert!(job.unique_key.is_some());
    }
    drop(schedulers);
}

#[tokio::test(start_paused = true)]
async fn after_a_downtime_only_the_last_tick_is_made_up_for() {
    let scene = Scene::new();
    let before = Started::of(scheduler(&scene, "0 * * * *"));
    sleep(secs(1)).await;
    assert_eq!(done(&scene).await, 1);
    before.stop().await;

    sleep(secs(5 * 60 * 60)).await;
    let _after = Started::of(scheduler(&scene, "0 * * * *"));
    sleep(secs(1)).await;
    assert_eq!(done(&scene).await, 2);
    // 17:00 is made up for; the next is 18:00.
    sleep(secs(58 * 60)).await;
    assert_eq!(done(&scene).await, 2);
    sleep(secs(2 * 60)).await;
    assert_eq!(done(&scene).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_tick_whose_forerunner_is_not_done_adds_nothing() {
    let scene = Scene::new();
    let _worker = Started::of(scheduler(&scene, "* * * * *"));
    sleep(secs(10 * 60 + 1)).await;
    assert_eq!(done(&scene).await, 1);
    sleep(secs(60)).await;
    assert_eq!(done(&scene).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_tick_that_falls_into_an_outage_is_made_up_for() {
    let scene = Scene::new();
    let _worker = Started::of(scheduler(&scene, "0 * * * *"));
    sleep(secs(1)).await;
    assert_eq!(done(&scene).await, 1);
    sleep(secs(50 * 60)).await;
    scene.memory.set(Mood::Down);
    sleep(secs(30 * 60)).await;
    assert_eq!(done(&scene).await, 1);
    scene.memory.set(Mood::Well);
    sleep(secs(10)).await;
    assert_eq!(done(&scene).await, 2);
    assert!(scene.memory.jobs().await[1].created_at > instant("2030-01-01T13:20:00Z"));
}

#[tokio::test(start_paused = true)]
async fn what_recurs_is_done_when_it_is_due() {
    let scene = Scene::new();
    let handlers = crate::prune_jobs::handlers(crate::prune_jobs::maintenance(&scene));
    // The first of them removes old jobs.
    let schedules = recurring().unwrap().into_iter().take(1).collect();
    let _worker = Started::of(Worker { schedules, ..scene.worker(handlers) });
    sleep(secs(1)).await;
    sleep(secs(24 * 60 * 60)).await;
    let jobs = scene.memory.jobs().await;
    assert_eq!(jobs.len(), 2);
    assert!(jobs.iter().all(|job| job.state == JobState::Succeeded), "{jobs:?}");
    let created = jobs[1].created_at;
    assert!(
        created >= instant("2030-01-02T03:17:00Z") && created < instant("2030-01-02T03:17:01Z"),
        "{created}"
    );
}

#[test]
fn a_pattern_must_be_one_and_fit_now_and_then() {
    for pattern in ["", "every day", "61 * * * *", "* * * *"] {
        assert!(matches!(schedule(pattern), Err(ScheduleError::Malformed(..))), "{pattern}");
    }
    assert!(matches!(schedule("0 0 31 2 *"), Err(ScheduleError::Never(..))));
    assert!(schedule("*/5 * * * *").is_ok());
}
