use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use fasttrack_domain::{
    job::{JobId, JobState, Progress, Settlement},
    ports::{Clock, Store},
};
use fasttrack_test_support::instant;
use fasttrack_worker::{Done, Handlers, LeaseTime, WorkerSettings};
use tokio::{
    sync::Notify,
    time::{advance, sleep},
};

use crate::scene::{Scene, a_job, secs};

/// Counts when it is dropped.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Handlers that take so long, and who tells when one was dropped or done.
fn taking(scene: &Scene, span: Duration) -> (Handlers, Arc<AtomicUsize>) {
    let gone = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&gone);
    let handlers = scene.handlers(move |_| {
        let there = Dropped(Arc::clone(&count));
        async move {
            let _there = there;
            sleep(span).await;
            Ok(Done::With(Some("late".to_owned())))
        }
    });
    (handlers, gone)
}

/// Another worker takes the job, after a silence.
async fn steal(scene: &Scene, id: JobId) {
    let claim = scene.memory.steal(id, instant("2030-01-01T18:00:00Z")).await;
    assert_eq!(claim.job.attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_job_longer_than_its_lease_is_kept_by_its_heartbeat() {
    let scene = Scene::new();
    let (handlers, _) = taking(&scene, secs(5 * 60));
    let (_one, _other) = (scene.start(handlers.clone()), scene.start(handlers));
    let id = scene.add(&a_job()).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    assert_eq!(scene.begun(), 1);
    assert_eq!(scene.figures.leases_lost(), 0);
}

/// In real time, on real threads: nothing else can show it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_handler_that_computes_without_pause_does_not_stop_its_heartbeat() {
    let lease = LeaseTime::new(LeaseTime::MIN).unwrap();
    let scene = Scene::with(|settings| WorkerSettings { lease, ..settings });
    let handlers = scene.handlers(move |_| async move {
        std::thread::sleep(lease.get() * 3 / 2);
        Ok(Done::With(None))
    });
    let (_one, _other) = (scene.start(handlers.clone()), scene.start(handlers));
    let id = scene.add(&a_job()).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts, scene.begun()), (JobState::Succeeded, 1, 1));
}

/// The next beat that keeps the job is due much later.
#[tokio::test(start_paused = true)]
async fn news_of_how_far_the_job_is_does_not_wait_for_the_next_beat() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        for done in 1..=3 {
            running.progress(done, Some(3));
            sleep(secs(2)).await;
        }
        Ok(Done::With(None))
    }));
    let id = scene.add(&a_job()).await;
    for done in 1..=3 {
        sleep(Duration::from_millis(1_500)).await;
        assert_eq!(scene.job(id).await.progress, Some(Progress { done, total: Some(3) }));
        sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_heartbeat_says_how_far_the_job_is_and_the_last_word_how_far_it_came() {
    let scene = Scene::new();
    let _worker = scene.start(scene.handlers(|running| async move {
        running.progress(1, None);
        running.progress(2, Some(3));
        sleep(secs(15)).await;
        running.progress(3, Some(3));
        Ok(Done::With(None))
    }));
    let id = scene.add(&a_job()).await;
    sleep(secs(11)).await;
    assert_eq!(scene.job(id).await.progress, Some(Progress { done: 2, total: Some(3) }));
    assert_eq!(scene.ended(id).await.progress, Some(Progress { done: 3, total: Some(3) }));
}

#[tokio::test(start_paused = true)]
async fn who_lost_the_lease_is_dropped_at_the_next_heartbeat() {
    let scene = Scene::new();
    let (handlers, gone) = taking(&scene, secs(60));
    let _worker = scene.start(handlers);
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;

    steal(&scene, id).await;
    sleep(secs(12)).await;

    assert_eq!(gone.load(Ordering::SeqCst), 1);
    assert_eq!(scene.figures.leases_lost(), 1);
    assert_eq!(scene.figures.ended("lost"), 1);
    let job = scene.job(id).await;
    assert_eq!((job.state, job.attempts, job.result), (JobState::Running, 2, None));
}

/// It ended the job itself, and a beat came between that and its end: it is told that the job is lost,
/// and is not.
#[tokio::test(start_paused = true)]
async fn who_has_settled_its_job_may_finish_what_comes_after() {
    for (after, finishes) in [(Duration::from_millis(500), true), (secs(60), false)] {
        let scene = Scene::new();
        let (memory, clock) = (scene.memory.clone(), scene.clock.clone());
        let finished = Arc::new(AtomicBool::new(false));
        let has = Arc::clone(&finished);
        let _worker = scene.start(scene.handlers(move |running| {
            let (memory, at, finished) = (memory.clone(), clock.now(), Arc::clone(&finished));
            async move {
                // Until just before the first beat.
                sleep(secs(10) - Duration::from_millis(1)).await;
                let mut unit = memory.begin().await.unwrap();
                let settlement = Settlement::Succeeded { result: None, at };
                assert!(unit.jobs().settle(&running.lease(), &settlement).await.unwrap());
                unit.commit().await.unwrap();
                sleep(after).await;
                finished.store(true, Ordering::SeqCst);
                Ok(Done::Settled)
            }
        }));
        let id = scene.add(&a_job()).await;
        sleep(secs(15)).await;

        assert_eq!(scene.job(id).await.state, JobState::Succeeded);
        assert_eq!(has.load(Ordering::SeqCst), finishes, "{after:?}");
        let counted = (scene.figures.ended("succeeded"), scene.figures.leases_lost());
        assert_eq!(counted, (u64::from(finishes), u64::from(!finishes)), "{after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_completion_that_comes_too_late_is_refused_and_counted() {
    let scene = Scene::new();
    let (handlers, _) = taking(&scene, secs(5));
    let _worker = scene.start(handlers);
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;

    // Before the next heartbeat, so that only the store can tell.
    steal(&scene, id).await;
    sleep(secs(6)).await;

    assert_eq!(scene.figures.leases_lost(), 1);
    assert_eq!(scene.figures.ended("lost"), 1);
    assert_eq!(scene.figures.ended("succeeded"), 0);
    let job = scene.job(id).await;
    assert_eq!((job.state, job.attempts, job.result), (JobState::Running, 2, None));
}

#[tokio::test(start_paused = true)]
async fn a_process_that_stood_still_past_the_lease_drops_what_it_was_at() {
    let scene = Scene::new();
    let (handlers, gone) = taking(&scene, secs(65));
    let _worker = scene.start(handlers);
    let id = scene.add(&a_job()).await;
    scene.have_begun(1).await;

    advance(secs(60)).await;
    sleep(Duration::from_millis(10)).await;

    assert_eq!(gone.load(Ordering::SeqCst), 1);
    assert_eq!(scene.figures.leases_lost(), 1);
    // Nobody else was there: it is begun again, by whoever is free.
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
}

#[tokio::test(start_paused = true)]
async fn what_was_finished_while_the_process_stood_still_is_left_to_the_store() {
    for stolen in [false, true] {
        let scene = Scene::new();
        let finish = Arc::new(Notify::new());
        let told = Arc::clone(&finish);
        let _worker = scene.start(scene.handlers(move |_| {
            let told = Arc::clone(&told);
            async move {
                told.notified().await;
                Ok(Done::With(Some("late".to_owned())))
            }
        }));
        let id = scene.add(&a_job()).await;
        scene.have_begun(1).await;

        if stolen {
            steal(&scene, id).await;
        }
        finish.notify_one();
        advance(secs(60)).await;
        sleep(Duration::from_millis(10)).await;

        let job = scene.job(id).await;
        let expected = if stolen { (JobState::Running, 2) } else { (JobState::Succeeded, 1) };
        assert_eq!((job.state, job.attempts), expected);
        assert_eq!(scene.figures.leases_lost(), u64::from(stolen));
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_settle_its_job_in_the_unit_that_does_it() {
    let scene = Scene::new();
    let (memory, clock) = (scene.memory.clone(), scene.clock.clone());
    let held = Arc::new(AtomicBool::new(false));
    let was_held = Arc::clone(&held);
    let _worker = scene.start(scene.handlers(move |running| {
        let (memory, at, held) = (memory.clone(), clock.now(), Arc::clone(&held));
        async move {
            let mut unit = memory.begin().await.unwrap();
            held.store(unit.jobs().hold(&running.lease()).await.unwrap(), Ordering::SeqCst);
            let settlement = Settlement::Succeeded { result: Some("in one".to_owned()), at };
            assert!(unit.jobs().settle(&running.lease(), &settlement).await.unwrap());
            unit.commit().await.unwrap();
            Ok(Done::Settled)
        }
    }));
    let id = scene.add(&a_job()).await;
    let job = scene.ended(id).await;
    sleep(secs(60)).await;
    assert!(was_held.load(Ordering::SeqCst));
    assert_eq!((job.state, job.result.as_deref()), (JobState::Succeeded, Some("in one")));
    assert_eq!((scene.figures.ended("succeeded"), scene.figures.leases_lost()), (1, 0));
}
