use std::time::{Duration, Instant};

use fasttrack_domain::job::{Job, JobState, Settlement};
use fasttrack_test_support::a_job;
use futures_util::poll;
use tokio::task::JoinHandle;

use crate::{
    Harness,
    jobs::{A_WHILE, now},
};

/// Nobody would wait so long for nothing.
const FOR_EVER: Duration = Duration::from_secs(600);

/// Much less, and enough on a busy machine.
const SOON: Duration = Duration::from_secs(30);

impl Harness {
    /// Waits until nothing rings any more.
    async fn quiet(&self) {
        let moment = Duration::from_millis(100);
        loop {
            let began = Instant::now();
            self.queue.wait(moment).await;
            if began.elapsed() >= moment {
                return;
            }
        }
    }

    /// Somebody who waits already.
    async fn waiter(&self) -> JoinHandle<()> {
        loop {
            self.quiet().await;
            let shared = self.clone();
            let mut waiting = Box::pin(async move { shared.queue.wait(FOR_EVER).await });
            if poll!(&mut waiting).is_pending() {
                return tokio::spawn(waiting);
            }
        }
    }
}

async fn assert_woken(waiter: JoinHandle<()>) {
    tokio::time::timeout(SOON, waiter).await.unwrap().unwrap();
}

pub(crate) async fn who_waits_hears_of_new_jobs(harness: &Harness) {
    for _ in 0..3 {
        let waiter = harness.waiter().await;
        harness.add_job(&a_job("work").build()).await;
        assert_woken(waiter).await;
    }
    // Of those that are to be done again, too.
    let dead = a_job("work").ended(JobState::Dead, now()).build();
    harness.add_job(&dead).await;
    let waiter = harness.waiter().await;
    harness.update_job(&Job { state: JobState::Waiting, finished_at: None, ..dead }).await;
    assert_woken(waiter).await;
}

pub(crate) async fn who_waits_hears_of_jobs_that_are_released(harness: &Harness) {
    for in_unit in [false, true] {
        let lease = harness.some_claim().await.lease;
        let waiter = harness.waiter().await;
        let released = Settlement::Released { progress: None };
        if in_unit {
            let mut unit = harness.unit().await;
            assert!(unit.jobs().settle(&lease, &released).await.unwrap());
            unit.commit().await.unwrap();
        } else {
            assert!(harness.queue.settle(&lease, &released).await.unwrap());
        }
        assert_woken(waiter).await;
    }
}

pub(crate) async fn several_who_wait_all_hear(harness: &Harness) {
    let waiters = [harness.waiter().await, harness.waiter().await, harness.waiter().await];
    harness.add_job(&a_job("work").build()).await;
    for waiter in waiters {
        assert_woken(waiter).await;
    }
}

/// Who looked, found nothing and waits again would otherwise look in vain, and so would all the others.
pub(crate) async fn one_commit_is_heard_once(harness: &Harness) {
    for is_waited_for in [true, false] {
        harness.quiet().await;
        let waiter = if is_waited_for { Some(harness.waiter().await) } else { None };
        harness.add_job(&a_job("work").build()).await;
        match waiter {
            Some(waiter) => assert_woken(waiter).await,
            None => tokio::time::timeout(SOON, harness.queue.wait(FOR_EVER)).await.unwrap(),
        }
        let began = Instant::now();
        harness.queue.wait(A_WHILE).await;
        assert!(began.elapsed() >= A_WHILE, "rung again after {:?}", began.elapsed());
    }
}

/// Neither when it ends, nor with the next unit, which may have its connection.
pub(crate) async fn nobody_hears_of_a_unit_that_is_rolled_back(harness: &Harness) {
    harness.quiet().await;
    for unit_after in [false, true] {
        let mut unit = harness.unit().await;
        assert!(unit.jobs().add(&a_job("work").build()).await.unwrap());
        drop(unit);
        if unit_after {
            harness.unit().await.commit().await.unwrap();
        }
        let began = Instant::now();
        harness.queue.wait(A_WHILE).await;
        assert!(began.elapsed() >= A_WHILE, "rung after {:?}", began.elapsed());
    }
}

pub(crate) async fn nobody_waits_longer_than_asked(harness: &Harness) {
    harness.quiet().await;
    let began = Instant::now();
    harness.queue.wait(Duration::from_millis(1)).await;
    harness.queue.wait(Duration::ZERO).await;
    assert!(began.elapsed() < SOON);
}
