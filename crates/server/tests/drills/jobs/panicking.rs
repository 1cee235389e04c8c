//! A job that panics whenever it is begun.

use std::time::{Duration, Instant};

use fasttrack_domain::job::Job;

use super::{
    handlers::{NOTHING, PANIC, Work},
    scene::{Scene, a_job, ended_so, jobs, soon, stopped},
};
use crate::{
    Length,
    support::{Client, TestApp},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_always_panics_is_given_up_and_holds_nobody_up() {
    let attempts = Length::of_this_run().pick(2, Job::DEFAULT_MAX_ATTEMPTS);
    let scene = Scene::new().await.with("WORKER_CONCURRENCY", "1").with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let worker = scene.worker();
    let bad = Job { max_attempts: attempts, ..a_job(PANIC, Work::default()) };
    scene.add(std::slice::from_ref(&bad)).await;
    let retried = async || scene.job(bad.id, "state, attempts").await == "waiting 1";
    soon("it has failed once", retried).await;
    let others = jobs(&NOTHING, 50, 0);
    let began = Instant::now();
    scene.add(&others).await;
    let done = "SELECT count(*) FROM jobs WHERE kind = 'drill.nothing' AND state = 'succeeded'";
    let over = soon("the others are done", async || scene.number(done).await == 50).await;
    assert_eq!(scene.job(bad.id, "state").await, "waiting", "the others did not wait for its end");

    is_dead(&scene, &bad, 1).await;
    println!("panicking: given up after {attempts} attempts; 50 others took {:.2?} meanwhile", over - began);
    let again = scene.here.run(&["jobs", "retry", &bad.id.to_string()]);
    assert!(again.code == 0 && again.stdout.contains("0 of"), "{again:?}");
    is_dead(&scene, &bad, 2).await;

    let server = tokio::task::block_in_place(|| scene.here.serve());
    let admin = Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await;
    let path = format!("/api/v1/jobs/{}", bad.id);
    let again = admin.post(&format!("{path}/retry"), &serde_json::Value::Null).await;
    assert_eq!((again.status, &again.json["attempts"]), (200, &0.into()), "{again:?}");
    is_dead(&scene, &bad, 3).await;
    let shown = admin.get(&path).await.json;
    assert!(shown["last_error"].as_str().unwrap().contains("always panics"), "{shown}");

    let printed = stopped(worker).await;
    let (dead, retried) = (ended_so(&printed, "dead"), ended_so(&printed, "retried"));
    assert_eq!((dead, retried), (3, 3 * (attempts as usize - 1)), "{printed}");
}

/// Waits until it was given up so many times.
async fn is_dead(scene: &Scene, bad: &Job, times: u32) {
    let attempts = bad.max_attempts;
    let dead = format!("dead {attempts} {}", attempts * times);
    let seen = async || scene.job(bad.id, "state, attempts, token").await == dead;
    super::scene::until("it is given up", Duration::from_secs(40), seen).await;
}
