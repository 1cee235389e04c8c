use fasttrack_domain::{
    StoreError,
    job::{Beat, Claim, FencingToken, Job, JobFilter, JobState, Lease, Progress, Settlement},
    ports::UnitOfWork,
};
use fasttrack_test_support::a_job;
use tokio::time::timeout;

use crate::{
    Harness,
    jobs::{A_WHILE, later, now},
    races::race,
};

fn done() -> Settlement {
    Settlement::Succeeded { result: None, at: later(61) }
}

pub(crate) async fn a_beat_keeps_the_job_for_longer(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    assert_eq!(harness.queue.beat(&lease, later(100), None).await.unwrap(), Beat::Held);
    assert_eq!(harness.take(later(99)).await, None);
    // Late, but nobody has taken it since.
    assert_eq!(harness.queue.beat(&lease, later(200), None).await.unwrap(), Beat::Held);
    assert_eq!(harness.take(later(199)).await, None);
    assert_eq!(harness.job(job.id).await, job);
    assert_eq!(harness.take(later(200)).await.unwrap().job.id, job.id);
}

pub(crate) async fn a_beat_notes_how_far_the_job_is(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    let mut known = None;
    for progress in [
        Some(Progress { done: 1, total: Some(10) }),
        None,
        // Nobody knows any more of how much.
        Some(Progress { done: 20, total: None }),
        None,
    ] {
        assert_eq!(harness.queue.beat(&lease, later(60), progress).await.unwrap(), Beat::Held);
        known = progress.or(known);
        assert_eq!(harness.job(job.id).await.progress, known);
    }
}

pub(crate) async fn who_lost_the_job_can_do_nothing_with_it(harness: &Harness) {
    let lost = harness.some_claim().await.lease;
    let Claim { job, lease } = harness.take(later(60)).await.unwrap();
    assert_eq!(job.id, lost.job_id);
    let never = Lease { token: FencingToken(lease.token.0 + 1), ..lease };
    for foreign in [lost, never] {
        let progress = Some(Progress { done: 5, total: None });
        assert_eq!(harness.queue.beat(&foreign, later(500), progress).await.unwrap(), Beat::Lost);
        for settlement in [
            done(),
            Settlement::Retry { error: "broken".to_owned(), run_at: now() },
            Settlement::Dead { error: "broken".to_owned(), at: now() },
            Settlement::Cancelled { at: now() },
            Settlement::Released { progress },
        ] {
            assert!(!harness.queue.settle(&foreign, &settlement).await.unwrap());
            let mut unit = harness.unit().await;
            assert!(!unit.jobs().hold(&foreign).await.unwrap());
            assert!(!unit.jobs().settle(&foreign, &settlement).await.unwrap());
            unit.commit().await.unwrap();
        }
    }
    assert_eq!(harness.job(job.id).await, job);
    assert_eq!(harness.take(later(119)).await, None);
    assert!(harness.queue.settle(&lease, &done()).await.unwrap());
}

pub(crate) async fn a_job_that_is_over_is_nobodys(harness: &Harness) {
    let lease = harness.some_claim().await.lease;
    assert!(harness.queue.settle(&lease, &done()).await.unwrap());
    assert!(!harness.queue.settle(&lease, &done()).await.unwrap());
    assert!(!harness.unit().await.jobs().hold(&lease).await.unwrap());
    assert_eq!(harness.queue.beat(&lease, later(500), None).await.unwrap(), Beat::Lost);
}

/// A number is not given again, whatever became of the job meanwhile.
pub(crate) async fn numbers_grow_over_all_takings(harness: &Harness) {
    let Claim { job, mut lease } = harness.some_claim().await;
    for settlement in [
        Settlement::Retry { error: "broken".to_owned(), run_at: now() },
        Settlement::Released { progress: None },
        Settlement::Dead { error: "broken".to_owned(), at: now() },
        done(),
        Settlement::Cancelled { at: now() },
    ] {
        assert!(harness.queue.settle(&lease, &settlement).await.unwrap());
        let ended = harness.job(job.id).await;
        if ended.state.is_final() {
            harness.update_job(&job_again(ended)).await;
        }
        let next = harness.take(now()).await.unwrap().lease;
        assert!(next.token > lease.token);
        assert!(!harness.queue.settle(&lease, &done()).await.unwrap());
        lease = next;
    }
}

fn job_again(job: Job) -> Job {
    Job { state: JobState::Waiting, attempts: 0, finished_at: None, ..job }
}

/// What a held job does is done once, however the clocks go.
pub(crate) async fn a_held_job_is_not_taken_over(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    let mut unit = harness.unit().await;
    assert!(unit.jobs().hold(&lease).await.unwrap());
    // Whether others wait or find nothing, they do not get it.
    let taken = timeout(A_WHILE, harness.take(later(60))).await;
    assert!(matches!(taken, Err(_) | Ok(None)), "{taken:?}");
    assert!(unit.jobs().settle(&lease, &done()).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.take(later(60)).await, None);
    assert_eq!(harness.job(job.id).await.state, JobState::Succeeded);
}

pub(crate) async fn a_held_job_is_not_ended_elsewhere(harness: &Harness) {
    let lease = harness.some_claim().await.lease;
    for commit in [false, true] {
        let mut unit = harness.unit().await;
        assert!(unit.jobs().hold(&lease).await.unwrap());
        let retry = Settlement::Released { progress: None };
        let settled = timeout(A_WHILE, harness.queue.settle(&lease, &retry)).await;
        assert!(settled.is_err(), "{settled:?}");
        if commit {
            unit.commit().await.unwrap();
        } else {
            drop(unit);
        }
    }
    assert!(harness.queue.settle(&lease, &done()).await.unwrap());
}

async fn work(unit: &mut dyn UnitOfWork, lease: &Lease) -> Result<bool, StoreError> {
    if !unit.jobs().hold(lease).await? {
        return Ok(false);
    }
    unit.jobs().add(&a_job("effect").build()).await?;
    unit.jobs().settle(lease, &done()).await
}

/// One is late with it while the other takes over.
pub(crate) async fn each_effect_is_there_once(harness: &Harness) {
    let rounds = 20;
    for _ in 0..rounds {
        let late = harness.some_claim().await.lease;
        let shared = harness.clone();
        let results = race(2, move |i| {
            let harness = shared.clone();
            async move {
                let lease = match i {
                    0 => Some(late),
                    _ => harness.take(later(60)).await.map(|claim| claim.lease),
                };
                let Some(lease) = lease else { return Ok(false) };
                let mut unit = harness.store.begin().await?;
                let worked = work(&mut *unit, &lease).await?;
                unit.commit().await?;
                Ok(worked)
            }
        })
        .await;
        assert_eq!(results.into_iter().filter(|worked| *worked.as_ref().unwrap()).count(), 1);
    }
    let effects = JobFilter { kind: Some("effect".parse().unwrap()), ..JobFilter::default() };
    assert_eq!(harness.jobs.count(&effects).await.unwrap(), rounds);
}
