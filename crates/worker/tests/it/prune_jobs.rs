use fasttrack_application::jobs::{Maintenance, Task};
use fasttrack_domain::job::{Job, JobId, JobState};
use fasttrack_test_support::{instant, unique_id};
use fasttrack_worker::{Handlers, handlers::PruneJobs};

use crate::{
    memory::Mood,
    scene::{Scene, a_job},
};

pub fn maintenance(scene: &Scene) -> Maintenance {
    Maintenance {
        store: scene.memory.clone(),
        clock: scene.clock.clone(),
        job_retention: Maintenance::DEFAULT_JOB_RETENTION,
        session_retention: Maintenance::DEFAULT_SESSION_RETENTION,
        audit_retention: Maintenance::DEFAULT_AUDIT_RETENTION,
    }
}

pub fn handlers(maintenance: Maintenance) -> Handlers {
    Handlers::default().with(Task::PruneJobs.kind(), PruneJobs::TIMEOUT, PruneJobs(maintenance))
}

fn prune_jobs() -> Job {
    Task::PruneJobs.job(JobId::new(unique_id()), instant("2030-01-01T12:00:00Z"))
}

#[tokio::test(start_paused = true)]
async fn jobs_that_ended_long_ago_are_removed() {
    let scene = Scene::new();
    let ended = |at| Job { state: JobState::Dead, finished_at: Some(instant(at)), ..a_job() };
    let (old, young) = (ended("2029-12-02T11:59:59Z"), ended("2029-12-02T12:00:01Z"));
    for job in [&old, &young] {
        scene.add(job).await;
    }
    let _worker = scene.start(handlers(maintenance(&scene)));
    let id = scene.add(&prune_jobs()).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.result.as_deref()), (JobState::Succeeded, Some(r#"{"removed":1}"#)));
    let left: Vec<_> = scene.memory.jobs().await.iter().map(|job| job.id).collect();
    assert_eq!(left, [young.id, id]);
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_nobody_understands_is_given_up_at_once() {
    let scene = Scene::new();
    let _worker = scene.start(handlers(maintenance(&scene)));
    let id = scene.add(&Job { payload: "rubbish".to_owned(), ..prune_jobs() }).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 1));
    assert_eq!(job.last_error.as_deref(), Some("this is no payload of jobs.prune"));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_tried_again() {
    let scene = Scene::new();
    let worker = scene.worker(handlers(Maintenance { store: down(), ..maintenance(&scene) }));
    let _worker = crate::scene::Started::of(worker);
    let id = scene.add(&Job { max_attempts: 2, ..prune_jobs() }).await;
    let job = scene.ended(id).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 2));
    assert_eq!(job.last_error.as_deref(), Some("the store is unavailable"));
}

fn down() -> std::sync::Arc<crate::memory::Memory> {
    let memory = crate::memory::Memory::default();
    memory.set(Mood::Down);
    memory.into()
}
