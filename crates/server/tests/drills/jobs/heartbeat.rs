//! Jobs that take longer than their lease.

use std::time::Duration;

use super::{
    handlers::{EFFECT, SLOW},
    scene::{Scene, ended_so, jobs, stopped},
};
use crate::Length;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_longer_than_its_lease_is_kept_by_its_heartbeat() {
    let (lease, takes) = Length::of_this_run().pick((2, 5), (5, 60));
    let scene = Scene::new().await.with("WORKER_LEASE", &format!("{lease}s"));
    let workers = scene.workers(2);
    let long = [jobs(&EFFECT, 2, takes * 1_000), jobs(&SLOW, 2, takes * 1_000)].concat();
    scene.add(&long).await;
    scene.all_end(Duration::from_secs(takes + 5)).await;
    for job in &long {
        assert_eq!(scene.job(job.id, "state, attempts, token").await, "succeeded 1 1");
    }
    let told = scene.number("SELECT min(progress_done) FROM jobs WHERE progress_done = progress_total").await;
    let mut printed = String::new();
    for worker in workers {
        printed += &stopped(worker).await;
    }
    assert_eq!((ended_so(&printed, "succeeded"), ended_so(&printed, "lost")), (long.len(), 0), "{printed}");
    println!(
        "heartbeat: {} jobs of {takes} s with a lease of {lease} s were begun once each; they told {told} steps",
        long.len()
    );
}
