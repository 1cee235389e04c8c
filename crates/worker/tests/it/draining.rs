use std::{num::NonZeroUsize, time::Duration};

use fasttrack_domain::job::{JobState, Progress};
use fasttrack_worker::{Done, Handlers, WorkerSettings};
use tokio::time::sleep;

use crate::{
    memory::Mood,
    scene::{Scene, Started, a_job, secs},
};

/// A job takes as many seconds as its payload says.
fn timed(scene: &Scene) -> Handlers {
    scene.handlers(|running| async move {
        running.progress(1, None);
        sleep(secs(running.job().payload.parse().unwrap())).await;
        Ok(Done::With(None))
    })
}

fn taking(secs: u64) -> fasttrack_domain::job::Job {
    fasttrack_domain::job::Job { payload: secs.to_string(), ..a_job() }
}

#[tokio::test(start_paused = true)]
async fn what_is_nearly_done_finishes_and_the_rest_is_given_back_at_once() {
    let scene = Scene::new();
    let worker = scene.start(timed(&scene));
    let (short, long) = (scene.add(&taking(10)).await, scene.add(&taking(400)).await);
    scene.have_begun(2).await;
    let later = {
        sleep(secs(1)).await;
        let stopping = tokio::spawn(worker.stop());
        sleep(secs(1)).await;
        let later = scene.add(&taking(1)).await;
        let took = stopping.await.unwrap();
        let grace = scene.settings.grace;
        assert!((grace..grace + secs(1)).contains(&took), "{took:?}");
        later
    };

    assert_eq!(scene.job(short).await.state, JobState::Succeeded);
    let given_back = scene.job(long).await;
    assert_eq!((given_back.state, given_back.attempts), (JobState::Waiting, 0));
    assert_eq!(given_back.progress, Some(Progress { done: 1, total: None }));
    assert_eq!((scene.job(later).await.state, scene.begun()), (JobState::Waiting, 2));
    assert_eq!((scene.figures.ended("succeeded"), scene.figures.ended("released")), (1, 1));

    let _next = scene.start(timed(&scene));
    sleep(Duration::from_millis(10)).await;
    assert_eq!(scene.job(long).await.state, JobState::Running);
    assert_eq!(scene.ended(long).await.attempts, 1);
    let again = scene.begun.lock().unwrap().iter().filter(|begun| **begun == short).count();
    assert_eq!(again, 1);
}

#[tokio::test(start_paused = true)]
async fn a_worker_stops_as_soon_as_all_is_done() {
    let scene = Scene::new();
    assert!(scene.start(timed(&scene)).stop().await < secs(1));

    let worker = scene.start(timed(&scene));
    let id = scene.add(&taking(3)).await;
    scene.have_begun(1).await;
    let took = worker.stop().await;
    assert!((secs(2)..secs(4)).contains(&took), "{took:?}");
    assert_eq!(scene.job(id).await.state, JobState::Succeeded);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_busy_with_all_it_may_do_stops_claiming_too() {
    let scene = Scene::with(|settings| WorkerSettings { concurrency: NonZeroUsize::MIN, ..settings });
    let worker = scene.start(timed(&scene));
    scene.add(&taking(5)).await;
    let second = scene.add(&taking(5)).await;
    scene.have_begun(1).await;
    assert!(worker.stop().await < secs(6));
    assert_eq!(scene.job(second).await.state, JobState::Waiting);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_was_handed_out_while_the_worker_was_told_to_stop_is_done() {
    let scene = Scene::new();
    let id = scene.add(&taking(1)).await;
    scene.memory.set(Mood::Slow(secs(2)));
    let worker = scene.start(timed(&scene));
    sleep(secs(1)).await;
    worker.stop().await;
    let job = scene.job(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
}

/// Whether it hangs when the worker is to stop, or while that claims.
#[tokio::test(start_paused = true)]
async fn a_store_that_never_answers_does_not_keep_a_worker_from_stopping() {
    let scene = Scene::new();
    let worker = scene.start(timed(&scene));
    let id = scene.add(&taking(400)).await;
    scene.have_begun(1).await;
    scene.memory.set(Mood::Hung);
    let took = worker.stop().await;
    let WorkerSettings { grace, release_within, .. } = scene.settings;
    assert!(took <= grace + release_within + secs(1), "{took:?}");
    assert_eq!(scene.job(id).await.state, JobState::Running);

    let worker = Started::of(scene.worker(timed(&scene)));
    sleep(secs(1)).await;
    let took = worker.stop().await;
    assert!(took <= release_within + secs(1), "{took:?}");
}

/// Giving a job back takes one answer of the store: how far it came is said with it.
#[tokio::test(start_paused = true)]
async fn a_slow_store_is_not_asked_twice_to_take_a_job_back() {
    let scene = Scene::new();
    let worker = scene.start(scene.handlers(|running| async move {
        for second in 0..400 {
            running.progress(second, None);
            sleep(secs(1)).await;
        }
        Ok(Done::With(None))
    }));
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    scene.memory.set(Mood::Slow(scene.settings.release_within - Duration::from_millis(500)));
    worker.stop().await;
    let job = scene.job(id).await;
    assert_eq!(job.state, JobState::Waiting);
    assert!(job.progress.unwrap().done >= scene.settings.grace.as_secs() - 1, "{:?}", job.progress);
}
