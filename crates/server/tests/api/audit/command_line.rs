//! What the operator does.

use serde_json::{Value, json};

use super::id_of;
use crate::{
    jobs::job_that_is,
    support::{TestApp, process::Installation},
};

#[tokio::test]
async fn commands_of_the_operator_are_told_as_the_systems() {
    let app = TestApp::start();
    let (admin, here) = (app.admin().await, Installation::beside(&app));
    app.engines().add_job("jobs.prune");
    let job = job_that_is(&admin, "queued").await["id"].take();
    let job = job.as_str().unwrap();
    for arguments in [
        &["user", "create", "rui", "--role", "editor"][..],
        &["user", "password", "rui"],
        &["jobs", "cancel", job],
        &["jobs", "retry", job],
        // Who only looks leaves nothing.
        &["user", "list"],
        &["jobs", "show", job],
    ] {
        let output = here.run(arguments);
        assert_eq!(output.code, 0, "{arguments:?}: {output:?}");
    }
    let system = json!({"kind": "system", "id": null});
    let entries = admin.audited("actor=system").await;
    let told: Vec<Value> = entries
        .iter()
        .map(|entry| {
            assert_eq!((&entry["actor"], &entry["address"]), (&system, &Value::Null), "{entry}");
            assert_eq!(entry["request_id"].as_str().unwrap().len(), 36, "each command is one: {entry}");
            json!([entry["action"], entry["subject"]["kind"], entry["details"]])
        })
        .collect();
    let kind = json!({"kind": "jobs.prune"});
    assert_eq!(
        told,
        [
            json!(["job.retried", "job", kind]),
            json!(["job.cancelled", "job", kind]),
            json!(["password.reset", "user", {"sessions_ended": 0}]),
            json!(["user.created", "user", {"role": "editor"}]),
            // The first start.
            json!(["user.created", "user", {"role": "admin"}]),
        ]
    );
    assert_eq!(entries[4]["subject"]["id"], id_of(&admin).await);
}
