//! Postgres goes, in each of the ways in which a server goes, and comes back: the processes say so, in
//! time and in good form, and go on without a restart; what they acknowledged is there.

use std::time::{Duration, Instant};

use fasttrack_test_support::{postgres::PostgresServer, proxy::FaultProxy, redis::RedisServer};
use tokio::time::{sleep, timeout};

use crate::{
    Length,
    fleet::Fleet,
    load::{LIVE, Sight, lateness, slowest},
    support::{
        given::{EVENTS, an_event},
        process::PATIENCE,
    },
    work::{Done, LOOK, READY, WORK, WRITES, Work},
};

const PROCESSES: usize = 2;
/// Within which every request is answered, whatever the database does.
const PROMISED: Duration = Duration::from_secs(2);
/// After which nothing is refused any more, once Postgres is back.
const RECOVERED: Duration = Duration::from_secs(5);

/// When it happened.
#[derive(Debug, Clone, Copy)]
struct Outage {
    /// Everything worked until it began.
    since: Instant,
    /// It is about to break.
    begins: Instant,
    /// It is broken for sure.
    broken: Instant,
    /// It is about to be mended.
    ends: Instant,
    /// It is mended.
    mended: Instant,
    /// Everything works again, and did for a while.
    over: Instant,
}

/// How long Postgres is away.
fn away() -> Duration {
    // Longer than the silence after which it is taken for dead.
    Length::of_this_run().pick(Duration::from_millis(2_500), Duration::from_secs(10))
}

fn start(mut fleet: Fleet) -> Fleet {
    fleet.installation.set("VIEWS_FLUSH_INTERVAL", "500ms");
    fleet.add(PROCESSES);
    fleet
}

/// How long it goes on before and after.
fn meantime() -> Duration {
    Length::of_this_run().pick(Duration::from_millis(500), Duration::from_secs(5))
}

/// Under load, breaks it, leaves it so, and mends it; waits until all work succeeds again.
async fn break_and_mend(work: &Work, breaks: impl AsyncFnOnce(), mends: impl AsyncFnOnce()) -> Outage {
    let since = Instant::now();
    sleep(meantime()).await;
    let begins = Instant::now();
    breaks().await;
    let broken = Instant::now();
    sleep(away()).await;
    let ends = Instant::now();
    mends().await;
    let mended = Instant::now();
    work.load.all_succeed(&WORK, PROCESSES, mended).await;
    work.load.all_succeed(&[READY], PROCESSES, mended).await;
    // From now on it goes well.
    sleep(meantime()).await;
    Outage { since, begins, broken, ends, mended, over: Instant::now() }
}

/// Breaks what is under way and nothing else.
async fn interrupt(work: &Work, interrupts: impl FnOnce()) -> Outage {
    let now = Instant::now();
    interrupts();
    work.load.all_succeed(&WORK, PROCESSES, now).await;
    Outage { since: now, begins: now, broken: now, ends: now, mended: now, over: Instant::now() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_killed_and_started_again() {
    let mut fleet = start(Fleet::of(0));
    let work = Work::begin(&fleet).await;
    let outage = break_and_mend(&work, || fleet.postgres.stop(), || fleet.postgres.start()).await;
    let done = work.end(&fleet).await;
    judge("killed", outage, &done);
    assert_views(&fleet, &done, outage).await;
    a_clean_stop_tells_what_is_lost(&mut fleet, async |postgres| postgres.stop().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_freezes_and_thaws() {
    let mut fleet = start(Fleet::of(0));
    let work = Work::begin(&fleet).await;
    let outage =
        break_and_mend(&work, async || fleet.postgres.freeze(), async || fleet.postgres.thaw()).await;
    let done = work.end(&fleet).await;
    judge("frozen", outage, &done);
    assert_views(&fleet, &done, outage).await;
    a_clean_stop_tells_what_is_lost(&mut fleet, async |postgres| postgres.freeze()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_to_postgres_falls_silent_and_heals() {
    let (fleet, proxy) = behind_a_proxy();
    let work = Work::begin(&fleet).await;
    let outage = break_and_mend(&work, async || proxy.black_hole(), || proxy.heal()).await;
    let done = work.end(&fleet).await;
    judge("black hole", outage, &done);
    assert_views(&fleet, &done, outage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_to_postgres_is_cut_and_refused() {
    let (fleet, proxy) = behind_a_proxy();
    let work = Work::begin(&fleet).await;
    let refused = break_and_mend(&work, || proxy.refuse(), || proxy.heal()).await;
    let reset = interrupt(&work, || proxy.reset()).await;
    let done = work.end(&fleet).await;
    judge("refused", refused, &done);
    judge("reset", reset, &done);
    assert_views(&fleet, &done, refused).await;
}

fn behind_a_proxy() -> (Fleet, FaultProxy) {
    let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
    let (proxy, redis_url) = (FaultProxy::before(&postgres.url()), redis.url().to_owned());
    (start(Fleet::reaching(0, postgres, proxy.url(), redis, &redis_url)), proxy)
}

/// Looks at all answers from that time, and prints the figures.
fn judge(name: &str, outage: Outage, done: &Done) {
    let Outage { since, begins, broken, ends, mended, over } = outage;
    let of_the_time = |sight: &&Sight| sight.done() >= since && sight.done() < over;
    let sights: Vec<&Sight> = done.sights.iter().filter(of_the_time).collect();
    let is_live = |sight: &Sight| sight.what == LIVE;
    let late = lateness(&sights);
    let slow = slowest(&sights, |sight| !is_live(sight) && sight.done() > begins).unwrap();
    let refused: Vec<&Sight> = sights.iter().copied().filter(|sight| !sight.is_success()).collect();
    let meanwhile = |sight: &&&Sight| sight.sent >= broken && sight.done() <= ends;
    let during: Vec<&Sight> = sights.iter().filter(meanwhile).copied().collect();
    let kept = during.iter().filter(|sight| WORK.contains(&sight.what) && sight.is_success()).count();
    let recovery = recovered(&sights, mended).saturating_duration_since(mended);
    println!(
        "postgres {name} for {:.1?}: {} answers meanwhile, {kept} of work from caches; slowest {:.2?} ({}), \
         machine {late:.2?} late; all work again after {recovery:.2?}; {} writes acknowledged and there, {} others there",
        ends - broken,
        during.len(),
        slow.took,
        slow.what,
        done.acknowledged,
        done.unconfirmed,
    );
    for sight in &refused {
        assert!(sight.status == 503 && sight.faults.is_empty(), "{sight:?}");
        assert!(!is_live(sight) && sight.done() >= begins, "{sight:?}");
    }
    assert!(slow.took <= PROMISED + late, "{slow:?}, {late:?} of it the machine");
    assert!(recovery <= RECOVERED + late, "refused {recovery:?} after the end");
    for sight in during.iter().filter(|sight| sight.what == READY) {
        assert_eq!((sight.status, sight.word.as_str()), (503, "unavailable"), "{sight:?}");
    }
    assert!(
        !during.iter().any(|sight| WRITES.contains(&sight.what) && sight.is_success()),
        "it was not away"
    );
}

/// When the last of it succeeded again, and nothing was refused any more.
fn recovered(sights: &[&Sight], mended: Instant) -> Instant {
    let again = |what, process| {
        let mut of_it = sights.iter().filter(|sight| sight.what == what && sight.process == process);
        of_it.find(|sight| sight.sent >= mended && sight.is_success()).unwrap().done()
    };
    let firsts = (0..PROCESSES).flat_map(|process| WORK.map(|what| again(what, process)));
    let refused = sights.iter().filter(|sight| !sight.is_success()).map(|sight| sight.done());
    firsts.chain(refused).max().unwrap()
}

/// Every look that was answered is counted. What a process was writing when Postgres went may have been
/// written: it does not know, and writes it again.
async fn assert_views(fleet: &Fleet, done: &Done, outage: Outage) {
    let admin = fleet.admin(1).await;
    let views =
        async || admin.get(&format!("{EVENTS}?q=visto")).await.json["items"][0]["views"].as_u64().unwrap();
    let looks = done.looks;
    let counted = async {
        loop {
            let views = views().await;
            if views >= looks {
                return views;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    let Ok(views) = timeout(PATIENCE, counted).await else {
        panic!("{looks} looks were answered, {} are counted", views().await)
    };
    let before = |sight: &&Sight| {
        let second = Duration::from_secs(1);
        sight.what == LOOK && sight.done() + second > outage.begins && sight.sent < outage.begins
    };
    let twice = done.sights.iter().filter(before).count() as u64;
    println!("  {looks} looks, {views} views");
    assert!(views <= looks + twice, "{looks} looks were answered, {views} are counted");
}

/// It ends in time, and says that the views it could not write are lost.
async fn a_clean_stop_tells_what_is_lost(fleet: &mut Fleet, breaks: impl AsyncFnOnce(&PostgresServer)) {
    const GRACE: Duration = Duration::from_secs(3);
    fleet.installation.set("VIEWS_FLUSH_INTERVAL", "1h");
    fleet.installation.set("SHUTDOWN_GRACE", "3s");
    fleet.add(1);
    let admin = fleet.admin(PROCESSES).await;
    let event = admin.make_event(&an_event("Forró")).await;
    assert_eq!(admin.get(&event.path).await.status, 200);
    breaks(&fleet.postgres).await;
    let server = fleet.processes.pop().unwrap();
    let told = Instant::now();
    server.signal("TERM");
    let (status, printed) = tokio::task::spawn_blocking(|| server.wait()).await.unwrap();
    println!(
        "  a clean stop meanwhile took {:.2?}, and said: {}",
        told.elapsed(),
        printed.lines().last().unwrap()
    );
    assert!(told.elapsed() < GRACE, "{:?}", told.elapsed());
    assert_eq!(status.code(), Some(1), "{printed}");
    assert!(printed.contains("cannot write the last views"), "{printed}");
}
