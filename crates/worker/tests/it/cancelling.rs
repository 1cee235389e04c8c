use fasttrack_domain::job::JobState;
use fasttrack_worker::{Backoff, Done, Failure, WorkerSettings};
use tokio::time::{Instant, sleep};

use crate::scene::{Scene, a_job, secs};

/// One heartbeat.
const BEAT: std::time::Duration = secs(10);

#[tokio::test(start_paused = true)]
async fn a_handler_that_looks_stops_by_itself() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        running.cancelled().await;
        assert!(running.is_cancelled());
        Err(Failure::Stopped)
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    let asked = Instant::now();
    scene.call_off(id).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.last_error), (JobState::Cancelled, None));
    assert!(asked.elapsed() <= BEAT + secs(1), "{:?}", asked.elapsed());
    assert_eq!(scene.figures.ended("cancelled"), 1);
}

#[tokio::test(start_paused = true)]
async fn one_that_does_not_is_dropped_soon_after() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|_| async {
        sleep(secs(300)).await;
        Ok(Done::With(None))
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    let asked = Instant::now();
    scene.call_off(id).await;
    assert_eq!(scene.ended(id).await.state, JobState::Cancelled);
    let waited = asked.elapsed();
    let grace = scene.settings.cancel_grace;
    assert!(waited >= grace && waited <= BEAT + grace + secs(1), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_done_before_it_stopped_is_done() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        running.cancelled().await;
        sleep(secs(2)).await;
        Ok(Done::With(None))
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    scene.call_off(id).await;
    assert_eq!(scene.ended(id).await.state, JobState::Succeeded);
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_instead_of_stopping_is_not_tried_again() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        running.cancelled().await;
        Err(Failure::Passing("half of it is there".into()))
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    scene.call_off(id).await;
    assert_eq!(scene.ended(id).await.state, JobState::Cancelled);
    sleep(secs(600)).await;
    assert_eq!(scene.begun(), 1);
}

/// Its next attempt may be a long way off: until then it would look as if nobody had called it off.
#[tokio::test(start_paused = true)]
async fn one_that_fails_before_its_worker_was_told_is_over_at_once() {
    let wait = Backoff { base: secs(900), cap: secs(900) };
    let scene = Scene::with(|settings| WorkerSettings { retry: wait, ..settings });
    let _worker = scene.start(scene.handlers(|_| async {
        sleep(secs(2)).await;
        Err(Failure::Passing("no luck".into()))
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    scene.call_off(id).await;
    let asked = Instant::now();
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, job.last_error), (JobState::Cancelled, 1, None));
    assert!(asked.elapsed() < secs(3), "{:?}", asked.elapsed());
}
