use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fasttrack_domain::job::{Job, JobState};
use fasttrack_worker::{Done, Handlers, NoHandler, WorkerSettings};
use tokio::time::{Instant, sleep};

use crate::scene::{Scene, TIMEOUT, a_job, kind, secs};

fn at_once(scene: &Scene) -> Handlers {
    scene.handlers(|_| async { Ok(Done::With(Some("all of it".to_owned()))) })
}

#[tokio::test(start_paused = true)]
async fn a_job_is_done_once_and_says_what_came_of_it() {
    let scene = Scene::new();
    let _worker = scene.start(at_once(&scene));
    let id = scene.add(&a_job()).await;
    let job = scene.ended(id).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(job.result.as_deref(), Some("all of it"));
    assert_eq!((job.attempts, job.last_error), (1, None));
    sleep(secs(600)).await;
    assert_eq!(scene.begun(), 1);
    assert_eq!(scene.figures.ended("succeeded"), 1);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_so_many_run_at_once_and_no_fewer() {
    let scene = Scene::new();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&most);
    let handlers = scene.handlers(move |_| {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(secs(1)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(Done::With(None))
        }
    });
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(scene.add(&a_job()).await);
    }
    let began = Instant::now();
    let _worker = scene.start(handlers);
    for id in ids {
        assert_eq!(scene.ended(id).await.state, JobState::Succeeded);
    }
    assert_eq!(counted.load(Ordering::SeqCst), 4);
    assert!(began.elapsed() < secs(4), "{:?}", began.elapsed());
}

/// Four of the kind `long` that were there first, of which two may run at once, and one that is short.
#[tokio::test(start_paused = true)]
async fn a_kind_that_takes_long_leaves_something_to_the_others() {
    const LONG: Duration = secs(5 * 60);
    for alone in [false, true] {
        let scene = Scene::new();
        let long = scene.work(|_| async {
            sleep(LONG).await;
            Ok(Done::With(None))
        });
        let two = NonZeroUsize::new(2).unwrap();
        let handlers = at_once(&scene).with(kind("long"), TIMEOUT, long).at_most(&kind("long"), two);
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(scene.add(&Job { kind: kind("long"), ..a_job() }).await);
        }
        let short = scene.add(&a_job()).await;
        let began = Instant::now();
        // Who does nothing else need not leave anything.
        let handlers = if alone { handlers.only(&[kind("long")]).unwrap() } else { handlers };
        let _worker = scene.start(handlers);

        sleep(secs(1)).await;
        assert_eq!(scene.job(short).await.state.is_final(), !alone);
        assert_eq!(scene.begun(), if alone { 4 } else { 3 });
        for id in ids {
            assert_eq!(scene.ended(id).await.state, JobState::Succeeded);
        }
        let rounds = if alone { 1 } else { 2 };
        assert!((LONG * rounds..LONG * rounds + secs(1)).contains(&began.elapsed()), "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_begin_at_once_is_not_claimed() {
    let scene = Scene::with(|settings| WorkerSettings { concurrency: NonZeroUsize::MIN, ..settings });
    let _worker = scene.start(scene.handlers(|_| async {
        sleep(secs(60)).await;
        Ok(Done::With(None))
    }));
    let first = scene.add(&a_job()).await;
    let second = scene.add(&a_job()).await;
    scene.have_begun(1).await;
    sleep(secs(30)).await;
    assert_eq!(scene.job(first).await.state, JobState::Running);
    assert_eq!(scene.job(second).await.state, JobState::Waiting);
    scene.ended(second).await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_wakes_at_once_when_it_is_rung() {
    let scene = Scene::new();
    let _worker = scene.start(at_once(&scene));
    sleep(secs(90)).await;
    let added = Instant::now();
    let id = scene.add(&a_job()).await;
    scene.ended(id).await;
    assert!(added.elapsed() < Duration::from_millis(20), "{:?}", added.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_job_of_which_nobody_was_told_is_found_by_looking() {
    let scene = Scene::with(|settings| WorkerSettings { poll: secs(5), ..settings });
    let _worker = scene.start(at_once(&scene));
    sleep(secs(90)).await;
    let added = Instant::now();
    let job = a_job();
    scene.memory.add_silently(&job).await;
    scene.ended(job.id).await;
    assert!(added.elapsed() <= secs(5) + Duration::from_millis(20), "{:?}", added.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_delayed_job_begins_when_it_is_due() {
    let scene = Scene::new();
    let run_at = fasttrack_test_support::instant("2030-01-01T12:01:30Z");
    let id = scene.add(&Job { run_at, ..a_job() }).await;
    let _worker = scene.start(at_once(&scene));
    let job = scene.ended(id).await;
    let late = job.finished_at.unwrap().to_utc() - run_at.to_utc();
    assert!((0..100).contains(&late.num_milliseconds()), "{late}");
}

#[tokio::test(start_paused = true)]
async fn jobs_of_other_kinds_are_left_to_others() {
    let scene = Scene::new();
    let other = Job { kind: kind("other"), ..a_job() };
    let (other, own) = (scene.add(&other).await, scene.add(&a_job()).await);
    let _worker = scene.start(at_once(&scene));
    scene.ended(own).await;
    sleep(secs(600)).await;
    assert_eq!(scene.job(other).await.attempts, 0);
}

#[tokio::test(start_paused = true)]
async fn a_worker_can_be_told_which_kinds_to_do() {
    let scene = Scene::new();
    let both = || {
        at_once(&scene).with(kind("other"), secs(60), fasttrack_worker::handlers::PruneJobs(prune(&scene)))
    };
    assert_eq!(both().kinds(), [kind("other"), kind("work")]);
    assert_eq!(both().only(&[kind("work")]).unwrap().kinds(), [kind("work")]);
    let unknown = both().only(&[kind("work"), kind("third")]);
    assert_eq!(unknown.err(), Some(NoHandler(kind("third"))));

    let other = scene.add(&Job { kind: kind("other"), ..a_job() }).await;
    let own = scene.add(&a_job()).await;
    let _worker = scene.start(both().only(&[kind("work")]).unwrap());
    scene.ended(own).await;
    assert_eq!(scene.job(other).await.state, JobState::Waiting);
}

fn prune(scene: &Scene) -> fasttrack_application::jobs::Maintenance {
    crate::prune_jobs::maintenance(scene)
}
