use fasttrack_domain::job::{Claim, Job, JobState, Progress, Settlement, Taken};
use fasttrack_test_support::a_job;

use crate::{
    Harness,
    jobs::{later, now},
};

const HALF: Progress = Progress { done: 5, total: Some(10) };

/// A job that was begun and is half done.
async fn half_done(harness: &Harness) -> Claim {
    let claim = harness.some_claim().await;
    harness.queue.beat(&claim.lease, later(60), Some(HALF)).await.unwrap();
    Claim { job: harness.job(claim.job.id).await, ..claim }
}

async fn assert_settles(harness: &Harness, settlement: Settlement, expected: impl Fn(Job) -> Job) {
    // By itself, and in a unit.
    let Claim { job, lease } = half_done(harness).await;
    assert!(harness.queue.settle(&lease, &settlement).await.unwrap());
    assert_eq!(harness.job(job.id).await, expected(job.clone()));
    // Out of the way of the next one.
    harness.update_job(&Job { run_at: later(1_000), ..harness.job(job.id).await }).await;

    let Claim { job, lease } = half_done(harness).await;
    let mut unit = harness.unit().await;
    assert!(unit.jobs().settle(&lease, &settlement).await.unwrap());
    assert_eq!(harness.job(job.id).await, job, "not before the commit");
    unit.commit().await.unwrap();
    assert_eq!(harness.job(job.id).await, expected(job));
}

pub(crate) async fn success_leaves_no_error_behind(harness: &Harness) {
    let failed = Job { last_error: Some("broken".to_owned()), ..a_job("work").build() };
    harness.add_job(&failed).await;
    let Claim { job, lease } = harness.take(now()).await.unwrap();
    assert_eq!(job.last_error, failed.last_error);
    let done = Settlement::Succeeded { result: None, at: now() };
    assert!(harness.queue.settle(&lease, &done).await.unwrap());
    assert_eq!(harness.job(job.id).await.last_error, None);
}

pub(crate) async fn success_keeps_the_result(harness: &Harness) {
    let settlement = Settlement::Succeeded { result: Some("all".to_owned()), at: later(9) };
    assert_settles(harness, settlement, |job| Job {
        state: JobState::Succeeded,
        result: Some("all".to_owned()),
        finished_at: Some(later(9)),
        ..job
    })
    .await;
}

pub(crate) async fn a_failure_is_tried_again_later(harness: &Harness) {
    let settlement = Settlement::Retry { error: "broken".to_owned(), run_at: later(9) };
    assert_settles(harness, settlement, |job| Job {
        state: JobState::Waiting,
        last_error: Some("broken".to_owned()),
        run_at: later(9),
        ..job
    })
    .await;
    assert_eq!(harness.take(later(8)).await, None);
    let Claim { job, .. } = harness.take(later(9)).await.unwrap();
    assert_eq!((job.attempts, job.progress), (2, Some(HALF)));
}

pub(crate) async fn a_failure_for_good_is_the_end(harness: &Harness) {
    let settlement = Settlement::Dead { error: "broken".to_owned(), at: later(9) };
    assert_settles(harness, settlement, |job| Job {
        state: JobState::Dead,
        last_error: Some("broken".to_owned()),
        finished_at: Some(later(9)),
        ..job
    })
    .await;
}

pub(crate) async fn a_job_called_off_is_over(harness: &Harness) {
    assert_settles(harness, Settlement::Cancelled { at: later(9) }, |job| Job {
        state: JobState::Cancelled,
        finished_at: Some(later(9)),
        ..job
    })
    .await;
}

pub(crate) async fn what_is_released_was_not_begun(harness: &Harness) {
    let further = Progress { done: 7, total: None };
    for progress in [None, Some(further)] {
        assert_settles(harness, Settlement::Released { progress }, |job| Job {
            state: JobState::Waiting,
            attempts: 0,
            progress: progress.or(Some(HALF)),
            ..job
        })
        .await;
        // At once, by the next.
        let Claim { job, lease } = harness.take(now()).await.unwrap();
        assert_eq!(job.attempts, 1);
        assert!(harness.queue.settle(&lease, &Settlement::Cancelled { at: now() }).await.unwrap());
    }
}

pub(crate) async fn a_unit_that_is_rolled_back_ends_nothing(harness: &Harness) {
    let Claim { job, lease } = harness.some_claim().await;
    let done = Settlement::Succeeded { result: None, at: now() };
    let mut unit = harness.unit().await;
    assert!(unit.jobs().settle(&lease, &done).await.unwrap());
    drop(unit);
    assert_eq!(harness.job(job.id).await, job);
    assert!(harness.queue.settle(&lease, &done).await.unwrap());
}

/// An attempt that could not be ended would be begun for ever.
pub(crate) async fn any_error_can_be_kept(harness: &Harness) {
    let error = format!("\0{}", "é".repeat(2 * Job::MAX_ERROR));
    for settlement in [
        Settlement::Retry { error: error.clone(), run_at: now() },
        Settlement::Dead { error: error.clone(), at: now() },
    ] {
        let Claim { job, lease } = match harness.take(now()).await {
            Some(claim) => claim,
            None => harness.some_claim().await,
        };
        assert!(harness.queue.settle(&lease, &settlement).await.unwrap());
        let kept = harness.job(job.id).await.last_error.unwrap();
        assert_eq!(kept.chars().count(), Job::MAX_ERROR);
        assert!(kept.ends_with('é') && !kept.contains('\0'), "{kept}");
    }
}

pub(crate) async fn a_worker_that_falls_silent_too_often_has_its_job_given_up(harness: &Harness) {
    let next = a_job("work").run_at(later(121)).build();
    harness.add_job(&next).await;
    harness.add_job(&a_job("work").max_attempts(2).key("a").build()).await;
    let first = harness.take(now()).await.unwrap();
    let second = harness.take(later(60)).await.unwrap();
    assert_eq!((second.job.id, second.job.attempts), (first.job.id, 2));
    // Who finds it is told, and goes on to the next.
    let found = harness.look(later(121)).await;
    assert_eq!(harness.take(later(121)).await.unwrap().job.id, next.id);

    let dead = harness.job(first.job.id).await;
    assert_eq!(found, Some(Taken::Ended(dead.clone())));
    assert_eq!((dead.state, dead.attempts, dead.finished_at), (JobState::Dead, 2, Some(later(121))));
    assert!(dead.last_error.unwrap().contains("silent"));
    assert!(!harness.queue.settle(&second.lease, &Settlement::Cancelled { at: now() }).await.unwrap());
    assert!(harness.add_job(&a_job("work").key("a").build()).await, "its key is free");
}

pub(crate) async fn what_was_called_off_is_not_begun(harness: &Harness) {
    let Claim { job: silent, lease } = harness.some_claim().await;
    let waiting = a_job("work").run_at(later(1)).max_attempts(1).build();
    harness.add_job(&waiting).await;
    for job in [&silent, &waiting] {
        harness.update_job(&Job { cancel_requested: true, ..job.clone() }).await;
    }
    // Nor what was begun as often as it may be, and is not called off.
    let used_up =
        Job { attempts: 1, last_error: Some("broken".to_owned()), ..a_job("work").max_attempts(1).build() };
    harness.add_job(&used_up).await;
    let over = |job: Job| Job { finished_at: Some(later(60)), ..job };
    let cancelled = |job: Job| over(Job { state: JobState::Cancelled, cancel_requested: true, ..job });
    for expected in [over(Job { state: JobState::Dead, ..used_up }), cancelled(waiting), cancelled(silent)] {
        assert_eq!(harness.look(later(60)).await, Some(Taken::Ended(expected.clone())));
        assert_eq!(harness.job(expected.id).await, expected);
    }
    assert_eq!(harness.look(later(60)).await, None);
    assert!(!harness.queue.settle(&lease, &Settlement::Cancelled { at: now() }).await.unwrap());
}
