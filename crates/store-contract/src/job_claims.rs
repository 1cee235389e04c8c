use std::collections::BTreeSet;

use fasttrack_domain::{
    job::{Claim, Job, JobId, JobKind, JobState, Progress, Settlement},
    time::Timestamp,
};
use fasttrack_test_support::a_job;

use crate::{
    Harness,
    jobs::{begun, later, now},
    races::race,
};

pub(crate) async fn the_job_that_has_been_due_for_longest_is_taken(harness: &Harness) {
    // Added in another order than they are due; two of them at one instant.
    let jobs = [later(3), later(1), later(2), later(1)].map(|at| a_job("work").run_at(at).build());
    for job in jobs.iter().rev() {
        harness.add_job(job).await;
    }
    for expected in [&jobs[1], &jobs[3], &jobs[2]] {
        assert_eq!(harness.take(later(2)).await.unwrap().job.id, expected.id);
    }
    assert_eq!(harness.take(later(2)).await, None, "it is not due");
    assert_eq!(harness.take(later(3)).await.unwrap().job.id, jobs[0].id);
}

pub(crate) async fn who_is_silent_stands_in_line_since_the_lease_ended(harness: &Harness) {
    let silent = harness.some_claim().await.job;
    let (before, after) = (a_job("work").run_at(later(59)).build(), a_job("work").run_at(later(61)).build());
    harness.add_job(&after).await;
    harness.add_job(&before).await;
    for expected in [before.id, silent.id, after.id] {
        assert_eq!(harness.take(later(61)).await.unwrap().job.id, expected);
    }
}

pub(crate) async fn a_worker_takes_its_own_kinds(harness: &Harness) {
    let jobs = ["a", "b", "c"].map(|kind| a_job(kind).build());
    for job in &jobs {
        harness.add_job(job).await;
    }
    let kinds = |kinds: &[&str]| -> Vec<JobKind> { kinds.iter().map(|kind| kind.parse().unwrap()).collect() };
    let claim = |kinds: Vec<JobKind>, at| async move {
        begun(harness.queue.claim(&kinds, at, later(1)).await.unwrap()).map(|claim| claim.job.id)
    };
    assert_eq!(claim(kinds(&[]), now()).await, None);
    assert_eq!(claim(kinds(&["d"]), now()).await, None);
    assert_eq!(claim(kinds(&["c", "b"]), now()).await, Some(jobs[1].id));
    assert_eq!(claim(kinds(&["c", "b"]), now()).await, Some(jobs[2].id));
    assert_eq!(claim(kinds(&["c", "b"]), now()).await, None);
    // Nor those of a silent worker.
    assert_eq!(claim(kinds(&["c"]), later(1)).await, Some(jobs[2].id));
    assert_eq!(claim(kinds(&["c"]), later(0)).await, None);
}

pub(crate) async fn a_taking_counts_and_changes_nothing_else(harness: &Harness) {
    let job = Job {
        attempts: 2,
        progress: Some(Progress { done: 7, total: Some(9) }),
        last_error: Some("broken".to_owned()),
        result: Some("half".to_owned()),
        ..a_job("work").key("a").payload("x").build()
    };
    harness.add_job(&job).await;
    let first = harness.take(now()).await.unwrap();
    assert_eq!(first.job, Job { state: JobState::Running, attempts: 3, ..job.clone() });
    assert_eq!(first.lease.job_id, job.id);
    assert_eq!(harness.job(job.id).await, first.job);
    // When it ends exactly, the lease has ended.
    assert_eq!(harness.take(Timestamp::from_micros(later(60).micros() - 1).unwrap()).await, None);
    let second = harness.take(later(60)).await.unwrap();
    assert_eq!(second.job, Job { attempts: 4, ..first.job });
    assert!(second.lease.token > first.lease.token);
}

pub(crate) async fn many_workers_take_each_job_once(harness: &Harness) {
    let jobs: BTreeSet<JobId> = {
        let mut unit = harness.unit().await;
        let jobs: Vec<Job> = (0..200).map(|_| a_job("work").build()).collect();
        for job in &jobs {
            assert!(unit.jobs().add(job).await.unwrap());
        }
        unit.commit().await.unwrap();
        jobs.into_iter().map(|job| job.id).collect()
    };
    let shared = harness.clone();
    let results = race(8, move |_| {
        let harness = shared.clone();
        async move {
            let mut taken = Vec::new();
            while let Some(Claim { job, lease }) = harness.take(now()).await {
                taken.push(job.id);
                let done = Settlement::Succeeded { result: None, at: now() };
                assert!(harness.queue.settle(&lease, &done).await?);
            }
            Ok(taken)
        }
    })
    .await;
    let taken: Vec<JobId> = results.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(taken.len(), 200);
    assert_eq!(BTreeSet::from_iter(taken), jobs);
}

pub(crate) async fn of_workers_at_once_one_takes_over(harness: &Harness) {
    for _ in 0..10 {
        let first = harness.some_claim().await;
        let shared = harness.clone();
        let results = race(8, move |_| {
            let harness = shared.clone();
            async move { Ok(harness.take(later(60)).await) }
        })
        .await;
        let taken: Vec<Claim> = results.into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].job.id, taken[0].job.attempts), (first.job.id, 2));
        let done = Settlement::Succeeded { result: None, at: later(61) };
        assert!(harness.queue.settle(&taken[0].lease, &done).await.unwrap());
    }
}

pub(crate) async fn the_next_is_due_when_it_may_begin_or_its_lease_ends(harness: &Harness) {
    let next = |kinds: &[&str]| {
        let kinds: Vec<JobKind> = kinds.iter().map(|kind| kind.parse().unwrap()).collect();
        async move { harness.queue.next_due(&kinds).await.unwrap() }
    };
    assert_eq!(next(&["work", "other"]).await, None);
    harness.add_job(&a_job("work").ended(JobState::Dead, now()).build()).await;
    assert_eq!(next(&["work", "other"]).await, None);

    let claim = harness.some_claim().await;
    assert_eq!(next(&["work"]).await, Some(later(60)));
    harness.add_job(&a_job("work").run_at(later(70)).build()).await;
    harness.add_job(&a_job("other").run_at(later(50)).build()).await;
    assert_eq!(next(&["work"]).await, Some(later(60)));
    assert_eq!(next(&["other", "work"]).await, Some(later(50)));
    assert_eq!(next(&[]).await, None);
    harness.queue.beat(&claim.lease, later(80), None).await.unwrap();
    assert_eq!(next(&["work"]).await, Some(later(70)));
}
