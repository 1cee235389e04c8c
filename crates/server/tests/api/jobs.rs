//! Work in the background, seen from outside: what recurs is done by whoever works, once.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{
    Client, TestApp,
    process::{Installation, PATIENCE},
};

const JOBS: &str = "/api/v1/jobs";

/// Waits until there is a job in this state.
pub async fn job_that_is(admin: &Client, state: &str) -> Value {
    let until = Instant::now() + PATIENCE;
    let those = format!("{JOBS}?kind=jobs.prune&state={state}");
    loop {
        let list = admin.get(&those).await;
        assert_eq!(list.status, 200, "{list:?}");
        if let Some(job) = list.json["items"].as_array().unwrap().first() {
            let all = admin.get(&format!("{JOBS}?kind=jobs.prune&total=true")).await;
            assert_eq!(all.json["total"], 1, "one tick, one job: {all:?}");
            return job.clone();
        }
        assert!(Instant::now() < until, "no job is {state}: {:?}", admin.get(JOBS).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_recurs_is_done_by_the_server_that_works_too() {
    let app = TestApp::start_with(&[("WORKER", "on")]);
    let admin = app.admin().await;
    let job = job_that_is(&admin, "succeeded").await;
    assert_eq!((&job["attempts"], &job["last_error"]), (&1.into(), &Value::Null), "{job}");
    assert!(job["finished_at"].is_string() && job["result"].is_object(), "{job}");

    let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
    assert_eq!(admin.get(&path).await.json, job);
    let again = admin.post(&format!("{path}/retry"), &Value::Null).await;
    again.assert_problem(&format!("{path}/retry"), 409, "job_not_retryable");
    let off = admin.post(&format!("{path}/cancel"), &Value::Null).await;
    off.assert_problem(&format!("{path}/cancel"), 409, "job_not_cancellable");
}

#[tokio::test]
async fn jobs_of_the_system_are_for_admins() {
    let app = TestApp::start_with(&[("WORKER", "on")]);
    let job = job_that_is(&app.admin().await, "succeeded").await;
    let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
    for other in [app.viewer("ana").await, app.editor("rui").await] {
        assert_eq!(other.get(JOBS).await.json["items"], Value::Array(Vec::new()));
        other.get(&path).await.assert_problem(&path, 404, "not_found");
        let cancel = format!("{path}/cancel");
        other.post(&cancel, &Value::Null).await.assert_problem(&cancel, 404, "not_found");
        let retry = format!("{path}/retry");
        other.post(&retry, &Value::Null).await.assert_problem(&retry, 403, "insufficient_scope");
    }
}

#[tokio::test]
async fn a_server_that_does_not_work_leaves_the_jobs_to_those_that_do() {
    let app = TestApp::start();
    let admin = app.admin().await;
    assert_eq!(admin.get(JOBS).await.json["items"], Value::Array(Vec::new()));
    let mut worker = Installation::beside(&app).start(&["worker", "--concurrency", "2"]);
    worker.wait_for("working");
    let job = job_that_is(&admin, "succeeded").await;
    let printed = worker.terminate();
    assert!(printed.contains("stopped"), "{printed}");

    let here = Installation::beside(&app);
    let list = here.run(&["jobs", "list", "--state", "succeeded"]);
    assert!(list.code == 0 && list.stdout.contains(job["id"].as_str().unwrap()), "{list:?}");
    let shown = here.run(&["jobs", "show", job["id"].as_str().unwrap()]);
    assert!(shown.code == 0 && shown.stdout.contains("1 of"), "{shown:?}");
    let retried = here.run(&["jobs", "retry", job["id"].as_str().unwrap()]);
    assert!(retried.code == 1 && retried.stderr.contains("done again"), "{retried:?}");
}

#[test]
fn a_kind_that_nobody_can_do_is_refused() {
    let here = Installation::new();
    assert_eq!(here.run(&["migrate", "up"]).code, 0);
    let refused = here.run(&["worker", "--kinds", "coffee.make"]);
    assert!(refused.code == 1 && refused.stderr.contains("coffee.make"), "{refused:?}");
}
