//! A backup, taken while the server runs, restored into a new Postgres: the server on it gives the same
//! answers, and keeps the same rules.

mod database;
mod same;
mod scene;
mod still;

use std::time::{Duration, Instant};

use fasttrack_test_support::redis::RedisServer;
use tokio::time::sleep;

use crate::{Length, fleet::Fleet, work::Work};
use database::{Backup, difference, empty_server};
use same::assert_same;
use scene::Scene;
use still::assert_rules_hold;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_server_answers_the_same_and_keeps_the_rules() {
    let events = events();
    let mut old = Fleet::of(0);
    // So that no view is still to be written when the backup is taken.
    old.installation.set("VIEWS_FLUSH_INTERVAL", "100ms");
    old.add(1);
    seed(&mut old, events);
    let scene = Scene::play(&old).await;

    let began = Instant::now();
    let backup = Backup::of(&old.postgres.url(), &old.installation.path("fasttrack.dump"));
    let dumped = began.elapsed();
    let (server, url) = empty_server().await;
    let began = Instant::now();
    backup.restore(&url);
    let restored = began.elapsed();
    assert_eq!(difference(&old.postgres.url(), &url), [""; 0], "the schema is another one");

    let redis = RedisServer::own();
    let redis_url = redis.url().to_owned();
    let mut new = Fleet::unmigrated(server, &url, redis, &redis_url);
    let status = new.installation.run(&["migrate", "status"]);
    assert_eq!(status.stdout, old.installation.run(&["migrate", "status"]).stdout);
    assert!(status.code == 0 && status.stdout.lines().all(|line| line.starts_with("applied ")), "{status:?}");
    new.add(1);
    let answers = assert_same(&old, &new, &scene).await;
    assert_rules_hold(&new, &scene).await;
    println!(
        "restore of {events} events and what belongs to them: {} KiB, dumped in {dumped:.2?}, restored in {restored:.2?}; \
         {answers} answers are the same",
        backup.size() / 1024,
    );
}

/// Under load: whatever moment the backup is of, it is one moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_server_is_of_one_moment() {
    let mut old = Fleet::of(0);
    old.add(2);
    seed(&mut old, events());
    let work = Work::begin(&old).await;
    sleep(Length::of_this_run().pick(Duration::from_millis(500), Duration::from_secs(5))).await;
    let written = work.written();
    let file = old.installation.path("fasttrack.dump");
    let source = old.postgres.url();
    let backup = tokio::task::spawn_blocking(move || Backup::of(&source, &file)).await.unwrap();
    let since = Instant::now();
    work.load.all_succeed(&crate::work::WRITES, 2, since).await;
    let (server, url) = empty_server().await;
    tokio::task::block_in_place(|| backup.restore(&url));
    let redis = RedisServer::own();
    let redis_url = redis.url().to_owned();
    let mut new = Fleet::unmigrated(server, &url, redis, &redis_url);
    tokio::task::block_in_place(|| new.add(1));
    let later = written.assert_there(&new).await;
    println!(
        "restore of a busy server: {} writes from before the backup are there, and {later} from during it",
        written.len()
    );
    drop(work.end(&old).await);
}

/// How many of the demo data.
fn events() -> &'static str {
    Length::of_this_run().pick("300", "8000")
}

/// Demo data is not for prod, as which everything else here runs.
fn seed(fleet: &mut Fleet, events: &str) {
    fleet.installation.set("APP_ENV", "dev");
    let seeded = fleet.installation.run(&["seed", "--events", events]);
    assert_eq!(seeded.code, 0, "{seeded:?}");
    fleet.installation.set("APP_ENV", "prod");
}
