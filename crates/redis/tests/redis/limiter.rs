//! What is Redis's own in the rate limits.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use fasttrack_domain::ports::{Decision, Quota, RateLimiter as _};
use fasttrack_redis::RedisLimiter;
use fasttrack_test_support::redis::RedisServer;

use crate::support::{Alone, command, connect, hasty, patient, until_it_answers};

fn quota(burst: u32, window: Duration) -> Quota {
    Quota { burst: NonZeroU32::new(burst).unwrap(), window }
}

#[tokio::test]
async fn a_limit_goes_away_when_all_is_there_again() {
    let server = RedisServer::own();
    let redis = connect(patient(server.url(), "ns")).await;
    let limiter = RedisLimiter::new(&redis, Arc::new(Alone::default()));
    let quota = quota(10, Duration::from_secs(100));
    for taken in 1..=10 {
        assert!(matches!(limiter.check("ada", quota).await, Decision::Allowed { .. }));
        let left: i64 = command(server.url(), &["PTTL", "ns:limit:name:ada"]).await;
        assert!(left > (taken - 1) * 10_000 && left <= taken * 10_000, "{left} ms after {taken}");
    }
    let before: String = command(server.url(), &["GET", "ns:limit:name:ada"]).await;
    assert!(before.bytes().all(|digit| digit.is_ascii_digit()), "{before} is rounded");
    // A refusal costs nothing.
    assert!(matches!(limiter.check("ada", quota).await, Decision::Refused { .. }));
    let after: String = command(server.url(), &["GET", "ns:limit:name:ada"]).await;
    assert_eq!(before, after);
}

/// As after Redis's clock went back by a day, or with a quota that was made smaller.
#[tokio::test]
async fn nobody_waits_longer_than_the_quota_says() {
    let server = RedisServer::own();
    let redis = connect(patient(server.url(), "ns")).await;
    let limiter = RedisLimiter::new(&redis, Arc::new(Alone::default()));
    let (seconds, _): (String, String) = command(server.url(), &["TIME"]).await;
    let tomorrow = format!("{}000000", seconds.parse::<u64>().unwrap() + 86_400);
    () = command(server.url(), &["SET", "ns:limit:name:ada", &tomorrow]).await;
    let quota = quota(2, Duration::from_secs(10));
    let decision = limiter.check("ada", quota).await;
    let Decision::Refused { retry_after } = decision else { panic!("{decision:?}") };
    assert!(retry_after <= quota.interval(), "{retry_after:?}");
}

#[tokio::test]
async fn quotas_of_any_size_are_decided() {
    let server = RedisServer::own();
    let redis = connect(patient(server.url(), "ns")).await;
    let alone = Arc::new(Alone::default());
    let limiter = RedisLimiter::new(&redis, alone.clone());
    for (i, quota) in [
        quota(1, Duration::from_millis(1)),
        quota(u32::MAX, Duration::from_secs(u64::from(u32::MAX))),
        quota(1, Duration::MAX),
        quota(3, Duration::MAX),
        quota(u32::MAX, Duration::MAX),
        quota(7, Duration::from_nanos(7_000_001)),
    ]
    .into_iter()
    .enumerate()
    {
        let decision = limiter.check(&i.to_string(), quota).await;
        let left = quota.burst.get() - 1;
        assert!(matches!(decision, Decision::Allowed { remaining, .. } if remaining == left), "{decision:?}");
    }
    assert_eq!(alone.asked(), 0);
}

/// Redis forgets scripts, when it restarts or is told to.
#[tokio::test]
async fn a_script_that_redis_forgot_is_loaded_again() {
    let server = RedisServer::own();
    let redis = connect(patient(server.url(), "ns")).await;
    let alone = Arc::new(Alone::default());
    let limiter = RedisLimiter::new(&redis, alone.clone());
    let quota = quota(10, Duration::from_secs(100));
    for left in (0..10).rev() {
        let decision = limiter.check("ada", quota).await;
        assert!(matches!(decision, Decision::Allowed { remaining, .. } if remaining == left), "{decision:?}");
        () = command(server.url(), &["SCRIPT", "FLUSH"]).await;
    }
    assert_eq!(alone.asked(), 0);
}

/// The threads that serve requests have runtimes of their own, which end when the server stops.
#[test]
fn connections_outlive_the_runtime_that_asked_first() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let (server, alone) = (RedisServer::own(), Arc::new(Alone::default()));
    let home = runtime().unwrap();
    let limiter = home.block_on(async {
        let redis = connect(patient(server.url(), "ns")).await;
        RedisLimiter::new(&redis, alone.clone())
    });
    let made = || home.block_on(connections(&server));
    let (quota, before) = (quota(10, Duration::from_secs(100)), made());
    for left in (0..10).rev() {
        // One that ends after each question.
        let decision = runtime().unwrap().block_on(limiter.check("ada", quota));
        assert!(matches!(decision, Decision::Allowed { remaining, .. } if remaining == left), "{decision:?}");
    }
    assert_eq!(alone.asked(), 0);
    assert_eq!(made(), before + 2, "one for all questions, and one to ask how many there were");
}

/// How many were made to this server.
async fn connections(server: &RedisServer) -> u64 {
    let stats: String = command(server.url(), &["INFO", "stats"]).await;
    let made = stats.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
    made.unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_was_counted_alone_is_forgotten_too() {
    let server = RedisServer::own();
    let redis = connect(hasty(server.url())).await;
    let alone = Arc::new(Alone::default());
    let limiter = RedisLimiter::new(&redis, alone.clone());
    let quota = quota(10, Duration::from_secs(100));
    limiter.forget("ada", quota).await;
    server.stop().await;
    until_it_answers(&redis, false).await;
    limiter.forget("grace", quota).await;
    assert_eq!(alone.forgotten(), ["ada", "grace"]);
}
