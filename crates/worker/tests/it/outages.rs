use fasttrack_domain::job::{Job, JobState};
use fasttrack_test_support::instant;
use fasttrack_worker::{Done, Handlers};
use tokio::time::{Instant, sleep};

use crate::{
    memory::Mood,
    scene::{Scene, a_job, secs},
};

fn taking(scene: &Scene, secs: u64) -> Handlers {
    scene.handlers(move |_| async move {
        sleep(crate::scene::secs(secs)).await;
        Ok(Done::With(None))
    })
}

#[tokio::test(start_paused = true)]
async fn a_job_outlives_an_outage_that_is_shorter_than_its_lease() {
    let scene = Scene::new();
    let _worker = scene.start(taking(&scene, 15));
    let id = scene.add(&a_job()).await;
    sleep(secs(12)).await;
    // The last heartbeat was at 10 s, the lease lasts until 40 s; the job is done at 15 s.
    scene.memory.set(Mood::Down);
    sleep(secs(20)).await;
    assert_eq!(scene.job(id).await.state, JobState::Running);
    scene.memory.set(Mood::Well);
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, scene.begun()), (JobState::Succeeded, 1, 1));
    assert_eq!(scene.figures.ended("succeeded"), 1);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_cannot_be_noted_while_the_lease_lasts_is_left_to_the_next_attempt() {
    let scene = Scene::new();
    let _worker = scene.start(taking(&scene, 15));
    let id = scene.add(&a_job()).await;
    sleep(secs(12)).await;
    scene.memory.set(Mood::Down);
    sleep(secs(60)).await;
    assert_eq!(scene.figures.ended("unknown"), 1);
    scene.memory.set(Mood::Well);
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, scene.begun()), (JobState::Succeeded, 2, 2));
}

#[tokio::test(start_paused = true)]
async fn heartbeats_that_fail_are_tried_again_before_the_lease_is_over() {
    let scene = Scene::new();
    let _worker = scene.start(taking(&scene, 60));
    let id = scene.add(&a_job()).await;
    sleep(secs(5)).await;
    // All heartbeats but the last try of the last one.
    scene.memory.set(Mood::Down);
    sleep(secs(23)).await;
    scene.memory.set(Mood::Well);
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, scene.begun()), (JobState::Succeeded, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn without_a_heartbeat_the_job_is_dropped_when_the_lease_is_over() {
    for mood in [Mood::Down, Mood::Hung] {
        let scene = Scene::new();
        let _worker = scene.start(taking(&scene, 60));
        let id = scene.add(&a_job()).await;
        sleep(secs(5)).await;
        scene.memory.set(mood);
        sleep(secs(26)).await;
        assert_eq!(scene.figures.leases_lost(), 1, "{mood:?}");
        if mood == Mood::Down {
            scene.memory.set(Mood::Well);
            let job = scene.ended(id).await;
            assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_told_once_and_then_work_goes_on() {
    let scene = Scene::new();
    scene.memory.set(Mood::Down);
    let _worker = scene.start(taking(&scene, 1));
    for outage in 1..=2 {
        scene.memory.set(Mood::Down);
        let id = scene.add(&a_job()).await;
        sleep(secs(600)).await;
        assert_eq!(scene.lines.with("WARN the store fails"), outage);
        assert_eq!(scene.begun(), outage - 1);

        scene.memory.set(Mood::Well);
        let back = Instant::now();
        scene.ended(id).await;
        let pause = scene.settings.outage.cap;
        assert!(back.elapsed() <= pause + secs(2), "{:?}", back.elapsed());
        assert_eq!(scene.lines.with("INFO the store answers"), outage);
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_store_is_waited_for_and_no_outage() {
    let scene = Scene::new();
    scene.memory.set(Mood::Busy);
    let _worker = scene.start(taking(&scene, 5));
    let id = scene.add(&a_job()).await;
    sleep(secs(2)).await;
    scene.memory.set(Mood::Well);
    scene.have_begun(1).await;
    // Refused for certain: not in doubt when the job is somebody else's by then.
    scene.memory.set(Mood::Busy);
    sleep(secs(7)).await;
    scene.memory.steal(id, instant("2030-01-01T18:00:00Z")).await;
    scene.memory.set(Mood::Well);
    sleep(secs(5)).await;
    assert_eq!((scene.figures.ended("lost"), scene.figures.ended("unknown")), (1, 0));
    assert_eq!(scene.lines.with("the store"), 0);
}

/// The store did note it. It must not look as if a lease had been lost.
#[tokio::test(start_paused = true)]
async fn an_end_of_which_the_answer_is_lost_is_in_doubt() {
    let scene = Scene::new();
    let _worker = scene.start(taking(&scene, 5));
    let id = scene.add(&a_job()).await;
    sleep(secs(2)).await;
    scene.memory.set(Mood::LosesAnswers);
    let job = scene.ended(id).await;
    scene.memory.set(Mood::Well);
    sleep(secs(60)).await;
    assert_eq!((job.state, scene.begun()), (JobState::Succeeded, 1));
    assert_eq!((scene.figures.ended("unknown"), scene.figures.leases_lost()), (1, 0));
}

/// What a dead worker left is taken up when its lease is over, although nobody rings for it.
#[tokio::test(start_paused = true)]
async fn what_a_dead_worker_left_is_taken_up_after_its_lease() {
    let scene = Scene::new();
    let dead = scene.start(taking(&scene, 5));
    let id = scene.add(&Job { max_attempts: 2, ..a_job() }).await;
    scene.have_begun(1).await;
    drop(dead);
    let killed = Instant::now();
    let _next = scene.start(taking(&scene, 5));
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
    assert!(killed.elapsed() <= scene.settings.lease.get() + secs(6), "{:?}", killed.elapsed());
}
