use std::{
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use fasttrack_domain::ports::{Decision, Quota};
use tokio::{sync::Barrier, task::JoinSet, time::sleep};

use super::Harness;

/// So long that nothing comes back while a test runs.
const LONG: Duration = Duration::from_secs(3600);

fn quota(burst: u32, window: Duration) -> Quota {
    Quota { burst: NonZeroU32::new(burst).unwrap(), window }
}

fn is_allowed(decision: Decision) -> bool {
    matches!(decision, Decision::Allowed { .. })
}

pub(super) async fn a_burst_is_allowed_and_no_more(harness: &Harness) {
    let limiter = &harness.here.limiter;
    for burst in [1, 2, 7, 100] {
        let (key, quota) = (format!("burst of {burst}"), quota(burst, LONG));
        for left in (0..burst).rev() {
            match limiter.check(&key, quota).await {
                Decision::Allowed { remaining, reset } => {
                    assert_eq!(remaining, left);
                    let all = quota.interval() * (burst - left);
                    assert!(reset <= all + Duration::from_millis(1), "{reset:?} of {all:?}");
                    assert!(reset > all - quota.interval(), "{reset:?} of {all:?}");
                }
                refused @ Decision::Refused { .. } => panic!("{left} were left, but {refused:?}"),
            }
        }
        for _ in 0..3 {
            match limiter.check(&key, quota).await {
                Decision::Refused { retry_after } => {
                    let interval = quota.interval();
                    assert!(retry_after > Duration::ZERO && retry_after <= interval, "{retry_after:?}");
                }
                allowed @ Decision::Allowed { .. } => panic!("{burst} are enough, but {allowed:?}"),
            }
        }
    }
}

pub(super) async fn who_waits_as_told_gets_one_more(harness: &Harness) {
    let limiter = &harness.here.limiter;
    let quota = quota(2, Duration::from_millis(160));
    let deadline = Instant::now() + Duration::from_secs(30);
    for attempt in 0.. {
        let key = format!("waits {attempt}");
        let retry_after = loop {
            if let Decision::Refused { retry_after } = limiter.check(&key, quota).await {
                break retry_after;
            }
            assert!(Instant::now() < deadline, "nobody is ever refused");
        };
        let refused_at = Instant::now();
        sleep(retry_after).await;
        assert!(is_allowed(limiter.check(&key, quota).await), "waited {retry_after:?}");
        let one_too_many = limiter.check(&key, quota).await;
        // On a busy machine so much time may pass that another one is there.
        if refused_at.elapsed() < retry_after + quota.interval() / 2 {
            assert!(!is_allowed(one_too_many), "waited {retry_after:?}");
            return;
        }
        assert!(Instant::now() < deadline, "the machine is too busy for this test");
    }
}

pub(super) async fn after_the_reset_all_is_there_again(harness: &Harness) {
    let limiter = &harness.here.limiter;
    let quota = quota(4, Duration::from_millis(120));
    for taken in 1..=3 {
        let key = format!("resets after {taken}");
        let mut last = Duration::ZERO;
        for _ in 0..taken {
            match limiter.check(&key, quota).await {
                Decision::Allowed { reset, .. } => last = reset,
                refused @ Decision::Refused { .. } => panic!("{refused:?}"),
            }
        }
        sleep(last).await;
        let next = limiter.check(&key, quota).await;
        assert!(matches!(next, Decision::Allowed { remaining: 3, .. }), "{next:?} after {last:?}");
    }
}

pub(super) async fn keys_are_independent(harness: &Harness) {
    let limiter = &harness.here.limiter;
    let long = "somebody ".repeat(1000);
    let keys = ["ada", "grace", "", "ada ", "ü:*{}\r\n\0", &long, &long[1..]];
    for (i, key) in (1_u32..).zip(keys) {
        let quota = quota(i, LONG);
        for _ in 0..i {
            assert!(is_allowed(limiter.check(key, quota).await), "{key}");
        }
        assert!(!is_allowed(limiter.check(key, quota).await), "{key}");
    }
}

pub(super) async fn the_quota_is_for_all_processes_together(harness: &Harness) {
    let quota = quota(6, LONG);
    for (turn, left) in (0..6).rev().enumerate() {
        let decision = harness.by_turns(turn).limiter.check("shared", quota).await;
        assert!(matches!(decision, Decision::Allowed { remaining, .. } if remaining == left), "{decision:?}");
    }
    for process in [&harness.here, &harness.there] {
        assert!(!is_allowed(process.limiter.check("shared", quota).await));
    }
}

pub(super) async fn many_at_once_get_no_more_than_the_quota(harness: &Harness) {
    const TASKS: usize = 16;
    const EACH: u32 = 4;
    let quota = quota(20, LONG);
    for round in 0..10 {
        let barrier = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for i in 0..TASKS {
            let (limiter, barrier) = (Arc::clone(&harness.by_turns(i).limiter), Arc::clone(&barrier));
            tasks.spawn(async move {
                barrier.wait().await;
                let mut allowed = 0;
                for _ in 0..EACH {
                    allowed += u32::from(is_allowed(limiter.check(&format!("round {round}"), quota).await));
                }
                allowed
            });
        }
        assert_eq!(tasks.join_all().await.into_iter().sum::<u32>(), quota.burst.get());
    }
}

pub(super) async fn what_is_forgotten_is_there_again(harness: &Harness) {
    let quota = quota(3, LONG);
    for key in ["grace", "hopper"] {
        for _ in 0..3 {
            assert!(is_allowed(harness.here.limiter.check(key, quota).await));
        }
        assert!(!is_allowed(harness.there.limiter.check(key, quota).await));
    }
    harness.there.limiter.forget("grace", quota).await;
    let first = harness.here.limiter.check("grace", quota).await;
    assert!(matches!(first, Decision::Allowed { remaining: 2, .. }), "{first:?}");
    // Of the others, nothing was forgotten.
    assert!(!is_allowed(harness.here.limiter.check("hopper", quota).await));
    // Nor is there anything to forget of who never asked.
    harness.here.limiter.forget("nobody", quota).await;
    let first = harness.here.limiter.check("nobody", quota).await;
    assert!(matches!(first, Decision::Allowed { remaining: 2, .. }), "{first:?}");
}
