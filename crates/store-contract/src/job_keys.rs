use fasttrack_domain::{
    Constraint, StoreError,
    job::{Job, JobState, Settlement},
};
use fasttrack_test_support::a_job;

use crate::{
    Harness,
    jobs::{later, now},
    races::race,
};

pub(crate) async fn one_live_job_of_a_kind_has_a_key(harness: &Harness) {
    let add = |kind, key| {
        let job = a_job(kind).key(key).build();
        async move { harness.add_job(&job).await }
    };
    assert!(add("work", "a").await);
    assert!(!add("work", "a").await);
    assert!(add("work", "A").await);
    assert!(add("other", "a").await);
    for _ in 0..2 {
        assert!(harness.add_job(&a_job("work").build()).await);
    }
}

/// In the same unit, which goes on.
pub(crate) async fn a_key_that_is_taken_spoils_no_unit(harness: &Harness) {
    let mut unit = harness.unit().await;
    let (first, second, third) =
        (a_job("work").key("a").build(), a_job("work").key("a").build(), a_job("work").build());
    assert!(unit.jobs().add(&first).await.unwrap());
    assert!(!unit.jobs().add(&second).await.unwrap());
    assert!(unit.jobs().add(&third).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.jobs.find(second.id).await.unwrap(), None);
    assert_eq!(harness.job(first.id).await, first);
    assert_eq!(harness.job(third.id).await, third);
}

pub(crate) async fn a_key_is_free_again_when_its_job_is_over(harness: &Harness) {
    let again = || {
        let job = a_job("work").key("a").build();
        async move { harness.add_job(&job).await }
    };
    assert!(again().await);
    for settlement in [
        Settlement::Succeeded { result: None, at: now() },
        Settlement::Dead { error: "broken".to_owned(), at: now() },
        Settlement::Cancelled { at: now() },
    ] {
        assert!(!again().await);
        let lease = harness.take(now()).await.unwrap().lease;
        assert!(!again().await, "while it runs");
        let retry = Settlement::Retry { error: "broken".to_owned(), run_at: now() };
        assert!(harness.queue.settle(&lease, &retry).await.unwrap());
        assert!(!again().await, "while it is to be tried again");
        let lease = harness.take(now()).await.unwrap().lease;
        assert!(harness.queue.settle(&lease, &settlement).await.unwrap());
        assert!(again().await, "{settlement:?}");
    }
    // Those that are over do not stand in one another's way.
    for state in [JobState::Succeeded, JobState::Dead, JobState::Cancelled] {
        for _ in 0..2 {
            assert!(harness.add_job(&a_job("work").key("a").ended(state, later(1)).build()).await);
        }
    }
}

/// An identifier is given once: that one was is no matter of keys.
pub(crate) async fn a_job_is_not_added_twice(harness: &Harness) {
    let job = a_job("work").key("a").ended(JobState::Dead, now()).build();
    assert!(harness.add_job(&job).await);
    assert!(harness.unit().await.jobs().add(&job).await.is_err());
}

pub(crate) async fn of_units_at_once_one_adds_the_job_of_a_key(harness: &Harness) {
    for round in 0..5 {
        let shared = harness.clone();
        let results = race(8, move |_| {
            let harness = shared.clone();
            async move {
                let mut unit = harness.store.begin().await?;
                let added = unit.jobs().add(&a_job("work").key(&format!("key {round}")).build()).await?;
                unit.commit().await?;
                Ok(added)
            }
        })
        .await;
        let added = results.into_iter().filter(|added| *added.as_ref().unwrap()).count();
        assert_eq!(added, 1);
    }
}

pub(crate) async fn a_job_is_not_done_again_beside_another_of_its_key(harness: &Harness) {
    let dead = a_job("work").key("a").build();
    assert!(harness.add_job(&dead).await);
    let lease = harness.take(now()).await.unwrap().lease;
    let end = Settlement::Dead { error: "broken".to_owned(), at: now() };
    assert!(harness.queue.settle(&lease, &end).await.unwrap());
    assert!(harness.add_job(&a_job("work").key("a").build()).await);

    let mut unit = harness.unit().await;
    let found = unit.jobs().find(dead.id).await.unwrap().unwrap();
    let again = Job { state: JobState::Waiting, finished_at: None, ..found.clone() };
    let result = unit.jobs().update(&again).await;
    assert!(matches!(result, Err(StoreError::Conflict(Constraint::JobKeyTaken))), "{result:?}");
    drop(unit);
    assert_eq!(harness.job(dead.id).await, found);
}

pub(crate) async fn the_live_job_of_a_key_is_found(harness: &Harness) {
    let find = async |kind: &str, key: &str| {
        let (kind, key) = (kind.parse().unwrap(), key.parse().unwrap());
        harness.unit().await.jobs().live(&kind, &key).await.unwrap()
    };
    assert_eq!(find("work", "a").await, None);
    harness.add_job(&a_job("work").key("a").ended(JobState::Dead, now()).build()).await;
    harness.add_job(&a_job("other").key("a").run_at(later(1)).build()).await;
    harness.add_job(&a_job("work").key("A").run_at(later(1)).build()).await;
    harness.add_job(&a_job("work").run_at(later(1)).build()).await;
    assert_eq!(find("work", "a").await, None);
    let job = a_job("work").key("a").run_at(later(-60)).build();
    assert!(harness.add_job(&job).await);
    assert_eq!(find("work", "a").await, Some(job.clone()));
    let lease = harness.take(now()).await.unwrap().lease;
    assert_eq!(find("work", "a").await, Some(harness.job(job.id).await), "while it runs");
    assert!(harness.queue.settle(&lease, &Settlement::Succeeded { result: None, at: now() }).await.unwrap());
    assert_eq!(find("work", "a").await, None);
}
