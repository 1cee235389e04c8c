//! Redis goes, in each of the ways in which a server goes, and comes back: nobody who asks for something
//! notices, the processes say that they are without it, and find it again by themselves.

use std::time::{Duration, Instant};

use fasttrack_test_support::{postgres::PostgresServer, proxy::FaultProxy, redis::RedisServer};
use reqwest::Method;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::{
    Length,
    fleet::Fleet,
    load::{Sight, lateness, slowest},
    support::{
        Client, TestApp,
        given::{a_venue, an_event},
        process::PATIENCE,
    },
    work::{READY, WORK, Work},
};

const PROCESSES: usize = 2;
/// Redis is never worth waiting longer for, and what is left has its time.
const PROMISED: Duration = Duration::from_secs(1);
/// Within which it is found again.
const RECOVERED: Duration = Duration::from_secs(5);
/// Well below the second for which a session is believed active of which nothing is heard.
const AT_ONCE: Duration = Duration::from_millis(300);

/// What is read through the cache that Redis keeps.
const CACHED: [(&str, &str); 4] = [
    ("upcoming", "/api/v1/events/upcoming"),
    ("popular", "/api/v1/events/popular"),
    ("stats", "/api/v1/events/stats?group_by=venue"),
    ("venues", "/api/v1/venues"),
];

/// How long Redis is away.
fn away() -> Duration {
    Length::of_this_run().pick(Duration::from_secs(1), Duration::from_secs(10))
}

/// One time without it.
struct Absence {
    name: &'static str,
    begins: Instant,
    /// Every process has said that it is without.
    noticed: Instant,
    ends: Instant,
    mended: Instant,
    /// Every process has said that it is well again.
    found: Instant,
}

async fn begin(fleet: &mut Fleet) -> Work {
    fleet.add(PROCESSES);
    let admin = fleet.admin(0).await;
    let venue = admin.make_venue(&a_venue("Salão")).await;
    let mut event = an_event("Forró");
    event["venue_id"] = json!(venue.id());
    admin.make_event(&event).await;
    let mut work = Work::begin(fleet).await;
    let since = Instant::now();
    for process in 0..PROCESSES {
        let admin = fleet.admin(process).await;
        for (what, path) in CACHED {
            let admin = admin.clone();
            work.load.client(what, process, move |_| admin.request(Method::GET, path), |_| {});
        }
    }
    work.load.all_succeed(&CACHED.map(|(what, _)| what), PROCESSES, since).await;
    work
}

/// Under load, breaks it, leaves it so, and mends it; waits until every process has found it again.
async fn without(
    fleet: &Fleet,
    work: &Work,
    name: &'static str,
    breaks: impl AsyncFnOnce(),
    mends: impl AsyncFnOnce(),
) -> Absence {
    let begins = Instant::now();
    breaks().await;
    says(work, "degraded", begins).await;
    let noticed = Instant::now();
    sleep(away()).await;
    for process in 0..PROCESSES {
        assert_ready(&fleet.client(process), "degraded", "unavailable").await;
    }
    let ends = Instant::now();
    mends().await;
    let mended = Instant::now();
    says(work, "ok", mended).await;
    Absence { name, begins, noticed, ends, mended, found: Instant::now() }
}

/// Waits until every process has said so, since then.
async fn says(work: &Work, word: &str, since: Instant) {
    let said = |sights: &[&Sight], process| {
        sights.iter().any(|sight| sight.what == READY && sight.process == process && sight.word == word)
    };
    let all = |sights: &[&Sight]| (0..PROCESSES).all(|process| said(sights, process));
    work.load.until(&format!("every process is {word}"), since, all).await;
}

async fn assert_ready(client: &Client, status: &str, redis: &str) {
    let ready = client.get("/health/ready").await;
    let expected = json!({"status": status, "checks": {"database": "ok", "redis": redis}});
    assert_eq!((ready.status, &ready.json), (200, &expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_killed_then_frozen() {
    let mut fleet = Fleet::of(0);
    let work = begin(&mut fleet).await;
    let redis = &fleet.redis;
    let killed = without(&fleet, &work, "killed", || redis.stop(), || redis.start()).await;
    let frozen = without(&fleet, &work, "frozen", async || redis.freeze(), async || redis.thaw()).await;
    let flows = news_flows(&fleet, frozen.mended).await;
    judge(&[killed, frozen], flows, work, &fleet).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_slow_then_silent_then_cut_off() {
    let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
    let (proxy, postgres_url) = (FaultProxy::before(redis.url()), postgres.url());
    let mut fleet = Fleet::reaching(0, postgres, &postgres_url, redis, proxy.url());
    let work = begin(&mut fleet).await;
    let slowly = async || proxy.latency(Duration::from_millis(500));
    let slow = without(&fleet, &work, "slow", slowly, || proxy.heal()).await;
    let silent = without(&fleet, &work, "silent", async || proxy.black_hole(), || proxy.heal()).await;
    let refused = without(&fleet, &work, "refused", || proxy.refuse(), || proxy.heal()).await;
    let reset = Instant::now();
    proxy.reset();
    says(&work, "ok", reset + Duration::from_millis(100)).await;
    let flows = news_flows(&fleet, reset).await;
    judge(&[slow, silent, refused], flows, work, &fleet).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_starts_without_redis_serves_and_finds_it_later() {
    let mut fleet = Fleet::of(0);
    fleet.redis.stop().await;
    let started = Instant::now();
    fleet.add(PROCESSES);
    let started = started.elapsed();
    for process in 0..PROCESSES {
        let admin = fleet.admin(process).await;
        admin.make_event(&an_event("Forró")).await;
        for (_, path) in CACHED {
            assert_eq!(admin.get(path).await.status, 200, "{path}");
        }
        assert_ready(&admin, "degraded", "unavailable").await;
    }
    fleet.redis.start().await;
    let mended = Instant::now();
    for process in 0..PROCESSES {
        let client = fleet.client(process);
        let found = async { while client.get("/health/ready").await.json["status"] != "ok" {} };
        assert!(timeout(RECOVERED, found).await.is_ok(), "process {process} does not find it");
        assert_ready(&client, "ok", "ok").await;
    }
    println!(
        "redis away at the start: {PROCESSES} started in {started:.2?}, ok {:.2?} after it came",
        mended.elapsed()
    );
    let flows = news_flows(&fleet, mended).await;
    assert!(flows <= RECOVERED, "{flows:?}");
}

/// Looks at all answers, and prints the figures.
async fn judge(absences: &[Absence], flows: Duration, work: Work, fleet: &Fleet) {
    let done = work.end(fleet).await;
    let sights: Vec<&Sight> = done.sights.iter().collect();
    for sight in &sights {
        assert!(sight.is_success(), "{sight:?}");
    }
    let late = lateness(&sights);
    for Absence { name, begins, noticed, ends, mended, found } in absences {
        let during: Vec<&Sight> =
            sights.iter().filter(|s| s.done() >= *begins && s.sent <= *found).copied().collect();
        let slow = slowest(&during, |_| true).unwrap();
        let (told, recovery) = (*noticed - *begins, *found - *mended);
        println!(
            "redis {name} for {:.1?}: {} answers, none refused; slowest {:.2?} ({}), machine {late:.2?} late; \
             degraded after {told:.2?}, ok again after {recovery:.2?}",
            *ends - *begins,
            during.len(),
            slow.took,
            slow.what,
        );
        assert!(slow.took <= PROMISED + late, "{slow:?}, {late:?} of it the machine");
        assert!(recovery <= RECOVERED + late, "{name}: found after {recovery:?}");
        for sight in during.iter().filter(|s| s.what == READY && s.sent > *noticed && s.done() < *ends) {
            assert_eq!(sight.word, "degraded", "{sight:?}");
        }
        for what in WORK.into_iter().chain(CACHED.map(|(what, _)| what)) {
            assert!(
                during.iter().any(|sight| sight.what == what && sight.sent > *noticed),
                "{name}: no {what}"
            );
        }
    }
    println!("  {} writes acknowledged and there", done.acknowledged);
    assert!(flows <= RECOVERED + late, "{flows:?}");
}

/// What happens at one process is known at the other at once: from when on after Redis came back, and
/// then every time.
async fn news_flows(fleet: &Fleet, mended: Instant) -> Duration {
    let again = async { while told_after(fleet).await >= AT_ONCE {} };
    assert!(timeout(PATIENCE, again).await.is_ok(), "the processes do not hear of each other");
    let flows = mended.elapsed();
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(told_after(fleet).await);
    }
    times.sort_unstable();
    println!("  news flows {flows:.2?} after Redis came back, and takes {:.2?} (of {times:.1?})", times[2]);
    assert!(times[2] < AT_ONCE, "{times:?}");
    flows
}

/// How long a session that ended at one process goes on at the other, which has just seen it active.
async fn told_after(fleet: &Fleet) -> Duration {
    let here = fleet.client(0).sign_in("admin", TestApp::PASSWORD).await;
    let there = fleet.client(1).with_token(here.access_secret());
    assert!(there.is_let_in().await);
    assert_eq!(here.revoke(here.refresh_secret()).await.status, 200);
    let ended = Instant::now();
    let refused = async { while there.is_let_in().await {} };
    assert!(timeout(PATIENCE, refused).await.is_ok(), "the session never ends");
    ended.elapsed()
}
