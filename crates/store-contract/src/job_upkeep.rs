use fasttrack_domain::{
    StoreError,
    job::{JobKind, JobState},
    time::Timestamp,
};
use fasttrack_test_support::a_job;

use crate::{
    Harness,
    jobs::{later, now},
    races::race,
};

impl Harness {
    async fn try_tick(&self, schedule: &str, tick: Timestamp) -> Result<bool, StoreError> {
        let schedule: JobKind = schedule.parse().unwrap();
        let mut unit = self.store.begin().await?;
        let taken = unit.jobs().take_tick(&schedule, tick).await?;
        unit.commit().await?;
        Ok(taken)
    }

    async fn tick(&self, schedule: &str, tick: Timestamp) -> bool {
        self.try_tick(schedule, tick).await.unwrap()
    }

    async fn prune(&self, ended_before: Timestamp, most: u16) -> u64 {
        let mut unit = self.unit().await;
        let removed = unit.jobs().prune(ended_before, most).await.unwrap();
        unit.commit().await.unwrap();
        removed
    }
}

pub(crate) async fn a_tick_is_taken_once_and_no_earlier_one_after_it(harness: &Harness) {
    assert!(harness.tick("daily", later(1)).await);
    assert!(!harness.tick("daily", later(1)).await);
    assert!(!harness.tick("daily", now()).await);
    assert!(harness.tick("hourly", now()).await, "another schedule");
    assert!(harness.tick("daily", later(2)).await);
    assert!(!harness.tick("daily", later(1)).await);
}

pub(crate) async fn a_unit_that_is_rolled_back_takes_no_tick(harness: &Harness) {
    for tick in [now(), later(1)] {
        let mut unit = harness.unit().await;
        assert!(unit.jobs().take_tick(&"daily".parse().unwrap(), tick).await.unwrap());
        drop(unit);
        assert!(harness.tick("daily", tick).await);
    }
}

pub(crate) async fn of_schedulers_at_once_one_takes_the_tick(harness: &Harness) {
    for round in 0..10 {
        let shared = harness.clone();
        let results = race(8, move |_| {
            let harness = shared.clone();
            async move { harness.try_tick("daily", later(round)).await }
        })
        .await;
        assert_eq!(results.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
    }
}

pub(crate) async fn what_ended_long_ago_is_removed_bit_by_bit(harness: &Harness) {
    let states = [JobState::Succeeded, JobState::Dead, JobState::Cancelled];
    // Made long ago all of them; it is the end that counts.
    let old: Vec<_> = (0..7)
        .map(|i| a_job("work").ended(states[i % 3], later(i64::try_from(i).unwrap())).build())
        .collect();
    let recent = a_job("work").ended(JobState::Dead, later(10)).build();
    for job in old.iter().rev().chain([&recent]) {
        harness.add_job(job).await;
    }
    let running = harness.some_claim().await.job;
    let waiting = a_job("work").build();
    harness.add_job(&waiting).await;

    assert_eq!(harness.prune(later(10), 0).await, 0);
    assert_eq!(harness.prune(later(10), 3).await, 3);
    // Those that ended first.
    for (i, job) in old.iter().enumerate() {
        assert_eq!(harness.jobs.find(job.id).await.unwrap().is_some(), i >= 3);
    }
    assert_eq!(harness.prune(later(10), 100).await, 4);
    assert_eq!(harness.prune(later(10), 100).await, 0);
    for job in [&recent, &running, &waiting] {
        assert_eq!(&harness.job(job.id).await, job);
    }
}

pub(crate) async fn several_remove_each_job_once(harness: &Harness) {
    let mut unit = harness.unit().await;
    for _ in 0..100 {
        assert!(unit.jobs().add(&a_job("work").ended(JobState::Dead, now()).build()).await.unwrap());
    }
    unit.commit().await.unwrap();
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move {
            let mut unit = harness.store.begin().await?;
            let removed = unit.jobs().prune(later(1), 20).await?;
            unit.commit().await?;
            Ok(removed)
        }
    })
    .await;
    let removed: u64 = results.into_iter().map(Result::unwrap).sum();
    assert_eq!(
        harness.jobs.count(&fasttrack_domain::job::JobFilter::default()).await.unwrap(),
        100 - removed
    );
    assert!(removed > 0);
}
