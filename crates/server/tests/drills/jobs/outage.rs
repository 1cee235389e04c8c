//! Postgres is restarted while workers work.

use std::time::{Duration, Instant};

use fasttrack_domain::job::Job;
use fasttrack_test_support::postgres::PostgresServer;
use tokio::time::sleep;

use super::{
    handlers::{EFFECT, REFUSED},
    scene::{Scene, ended_so, jobs, stopped},
};
use crate::Length;

const WORKERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_restarted_under_the_workers() {
    let length = Length::of_this_run();
    let (number, lease, restarts) = length.pick((300, 2, 2), (5_000, 30, 5));
    let between = length.pick(Duration::from_millis(700), Duration::from_secs(4));
    let postgres = tokio::task::spawn_blocking(PostgresServer::own).await.unwrap();
    let scene = Scene::at(postgres.url()).await.with("WORKER_LEASE", &format!("{lease}s"));
    let workers = scene.workers(WORKERS);
    // An outage costs an attempt.
    let jobs: Vec<Job> =
        jobs(&EFFECT, number, 100).into_iter().map(|job| Job { max_attempts: 20, ..job }).collect();
    scene.add(&jobs).await;
    let began = Instant::now();
    for _ in 0..restarts {
        sleep(between).await;
        assert!(scene.unfinished().await > 0, "all was done before it broke");
        postgres.stop().await;
        sleep(between / 2).await;
        postgres.start().await;
    }
    let back = Instant::now();
    let done = scene.all_end(Duration::from_secs(lease + 60)).await;
    let mut printed = String::new();
    for worker in workers {
        printed += &stopped(worker).await;
    }
    scene.assert_each_once(number).await;
    let told = printed.matches("the store fails").count();
    println!(
        "outage: {number} jobs, {WORKERS} workers, {restarts} restarts of Postgres: all done in {:.1?}, {:.1?} after \
         the last; {} jobs were taken again, {} effects refused; attempts that were tried again {}, lost {}, in \
         doubt {}; {told} lines told of it",
        done - began,
        done - back,
        scene.taken_again().await,
        printed.matches(REFUSED).count(),
        ended_so(&printed, "retried"),
        ended_so(&printed, "lost"),
        ended_so(&printed, "unknown"),
    );
}
