//! How much one worker gets done, and how soon it begins: figures, and no promise.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{
    handlers::{NOTHING, Work},
    scene::{Scene, a_job, jobs, soon, stopped},
};
use crate::Length;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_that_do_nothing_are_done() {
    let number = Length::of_this_run().pick(500, 10_000);
    let scene = Scene::new().await.with("WORKER_CONCURRENCY", "4");
    let worker = scene.worker();
    let began = Instant::now();
    scene.add(&jobs(&NOTHING, number, 0)).await;
    let added = began.elapsed();
    // Seldom: who counts them takes time from who does them.
    while scene.unfinished().await > 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "not all are done");
        sleep(Duration::from_millis(500)).await;
    }
    // By the first and the last end, which the time for adding them has no part in.
    let took = scene.texts("SELECT extract(epoch FROM max(finished_at) - min(finished_at)) FROM jobs").await;
    let took: f64 = took[0].parse().unwrap();

    let mut waits = Vec::new();
    for _ in 0..Length::of_this_run().pick(10, 100) {
        let job = a_job(NOTHING, Work::default());
        let added = Instant::now();
        let done = async || scene.job(job.id, "state").await == "succeeded";
        scene.add(std::slice::from_ref(&job)).await;
        soon("it is done", done).await;
        waits.push(added.elapsed());
    }
    waits.sort();
    println!(
        "throughput: {number} jobs were added in {added:.1?}, and done at {:.0} a second; \
         one that is added alone is done {:.0?} later (median, seen every 20 ms)",
        number as f64 / took,
        waits[waits.len() / 2],
    );
    drop(stopped(worker).await);
}
