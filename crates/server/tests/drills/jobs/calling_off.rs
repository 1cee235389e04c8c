//! Jobs are called off by one process while another one is at them.

use std::time::{Duration, Instant};

use super::{
    handlers::{EFFECT, SLOW, Work},
    scene::{Scene, a_job, ended_so, soon, stopped, until},
};

/// How long a handler that does not look has, beside the heartbeat by which the worker learns of it.
const GRACE: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_job_is_called_off_from_elsewhere() {
    const LEASE: Duration = Duration::from_secs(3);
    let scene = Scene::new().await.with("WORKER_LEASE", &format!("{}s", LEASE.as_secs()));
    let worker = scene.worker();
    for (kind, grace) in [(SLOW, Duration::ZERO), (EFFECT, GRACE)] {
        let job = a_job(kind.clone(), Work { millis: 60_000, ..Work::default() });
        scene.add(std::slice::from_ref(&job)).await;
        soon("it is begun", async || scene.job(job.id, "state").await == "running").await;
        let called = Instant::now();
        let off = scene.here.run(&["jobs", "cancel", &job.id.to_string()]);
        assert!(off.code == 0 && off.stdout.contains("running"), "{off:?}");
        let most = LEASE / 3 + grace + Duration::from_secs(4);
        let over = async || scene.job(job.id, "state, attempts").await == "cancelled 1";
        let over = until("it is over", most, over).await;
        println!("calling off: a running {kind} was over {:.1?} later (lease {LEASE:?})", over - called);
    }
    let printed = stopped(worker).await;
    assert_eq!(ended_so(&printed, "cancelled"), 2, "{printed}");
    assert_eq!(scene.number("SELECT count(*) FROM venues").await, 0);
}
