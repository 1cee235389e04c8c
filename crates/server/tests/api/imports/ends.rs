//! How imports end that do not succeed at once.

use serde_json::{Value, json};

use super::{IMPORTS, Scene, begun, counts, events, import, job_that, many_rows, over, report_of};
use crate::support::process::Installation;

#[tokio::test]
async fn a_file_that_breaks_off_ends_the_job_at_once_and_what_went_in_stays() {
    let scene = Scene::working();
    let admin = scene.app.admin().await;
    let event = |title: &str| json!({"title": title, "starts_at": "2131-03-14T22:00:00Z", "city": "Recife"});
    let padding = format!("{:9000}", "");
    let file = format!("[{},{},{padding}\n{{\"title\":", event("Baile"), json!({}));
    let job = import(&admin, "e.json", file).await;
    assert_eq!((&job["state"], &job["attempts"]), (&json!("dead"), &json!(1)), "{job}");
    assert_eq!(job["last_error"], "line 2: this item does not end");
    assert_eq!(events(&admin).await, 1);
    assert_eq!(admin.get(&report_of(&job)).await.text.lines().count(), 1);
    // It may be tried again; it ends in the same way, and adds nothing.
    assert_eq!(scene.files().len(), 1);
    let path = format!("/api/v1/jobs/{}", job["id"].as_str().unwrap());
    assert_eq!(admin.post(&format!("{path}/retry"), &Value::Null).await.status, 200);
    let again = over(&admin, &path).await;
    assert_eq!(again["last_error"], job["last_error"], "{again}");
    assert_eq!(events(&admin).await, 1);
}

#[tokio::test]
async fn an_import_that_waits_is_called_off_at_once() {
    let scene = Scene::with(&[]);
    let editor = scene.app.editor("ana").await;
    let job = begun(&editor.upload(IMPORTS, "e.csv", "text/csv", many_rows(1)).await);
    let off = editor.post(&format!("{job}/cancel"), &Value::Null).await;
    assert_eq!((off.status, &off.json["state"]), (200, &json!("cancelled")), "{off:?}");
    assert_eq!(events(&editor).await, 0);
}

#[tokio::test]
async fn who_may_not_import_any_more_when_the_job_begins_gets_no_event() {
    let scene = Scene::with(&[]);
    let (ana, admin) = (scene.app.editor("ana").await, scene.app.admin().await);
    let me = ana.get("/api/v1/users/me").await;
    let user = format!("/api/v1/users/{}", me.json["id"].as_str().unwrap());
    let path = begun(&ana.upload(IMPORTS, "e.csv", "text/csv", many_rows(3)).await);
    let changed = admin.patch(&user, &json!({"role": "viewer"})).await;
    assert_eq!(changed.status, 200, "{changed:?}");

    let blobs = format!("file://{}", scene.blobs.path().display());
    let worker = Installation::beside(&scene.app).with("BLOB_URL", &blobs).start(&["worker"]);
    let refused = over(&admin, &path).await;
    assert_eq!((&refused["state"], &refused["attempts"]), (&json!("dead"), &json!(1)), "{refused}");
    assert_eq!(refused["last_error"], "its owner may not import events any more");
    assert_eq!(events(&admin).await, 0);
    // Nor does an admin give them to somebody who could do nothing with them.
    let inactive = admin.patch(&user, &json!({"role": "editor", "active": false})).await;
    assert_eq!(inactive.status, 200, "{inactive:?}");
    assert_eq!(admin.post(&format!("{path}/retry"), &Value::Null).await.status, 200);
    assert_eq!(over(&admin, &path).await["last_error"], refused["last_error"]);

    let again = admin.patch(&user, &json!({"active": true})).await;
    assert_eq!(again.status, 200, "{again:?}");
    assert_eq!(admin.post(&format!("{path}/retry"), &Value::Null).await.status, 200);
    assert_eq!(counts(&over(&admin, &path).await), [3, 0, 0]);
    worker.terminate();
}

/// Whoever tries a file that is too long for that would try it for ever.
#[tokio::test]
async fn a_dry_run_that_takes_too_long_is_given_up_at_once() {
    let scene = Scene::with(&[("WORKER", "on"), ("IMPORT_TIMEOUT", "1s")]);
    let admin = scene.app.admin().await;
    let file = many_rows(200_000);
    let path = begun(&admin.upload(&format!("{IMPORTS}?dry_run=true"), "e.csv", "text/csv", file).await);
    let job = over(&admin, &path).await;
    assert_eq!((&job["state"], &job["attempts"]), (&json!("dead"), &json!(1)), "{job}");
    assert_eq!(job["last_error"], "it took longer than 1s");
}

/// So many that it is not through before it is called off.
const MANY: usize = 24_000;

#[tokio::test]
async fn an_import_that_is_called_off_half_way_keeps_what_went_in_and_can_go_on() {
    // A worker hears of it with its heartbeat, which a busy machine must not hold up for a lease.
    let scene = Scene::with(&[("WORKER", "on"), ("WORKER_LEASE", "2s")]);
    let (editor, admin) = (scene.app.editor("ana").await, scene.app.admin().await);
    let path = begun(&editor.upload(IMPORTS, "e.csv", "text/csv", many_rows(MANY)).await);
    let begun = async { while events(&admin).await == 0 {} };
    tokio::time::timeout(super::LONGEST, begun).await.expect("nothing goes in");
    let off = editor.post(&format!("{path}/cancel"), &Value::Null).await;
    assert_eq!(off.status, 200, "{off:?}");
    let job = over(&editor, &path).await;
    assert_eq!(job["state"], "cancelled", "{job}");
    let written = events(&admin).await;
    assert!(0 < written && written < MANY as u64, "{written}");
    let bytes = ["done", "total"].map(|of| job["progress"][of].as_u64().unwrap());
    assert!(0 < bytes[0] && bytes[0] < bytes[1], "{job}");
    assert_eq!(bytes[1], many_rows(MANY).len() as u64);

    assert_eq!(admin.post(&format!("{path}/retry"), &Value::Null).await.status, 200);
    // What was done is not done, nor counted, again.
    assert_eq!(counts(&over(&editor, &path).await), [MANY as u64, 0, 0]);
    assert_eq!(events(&admin).await, MANY as u64);
}

#[tokio::test]
async fn an_import_goes_on_where_a_killed_worker_left_it() {
    let rows = 12_000;
    let scene = Scene::with(&[]);
    let admin = scene.app.admin().await;
    let blobs = format!("file://{}", scene.blobs.path().display());
    let here = Installation::beside(&scene.app).with("BLOB_URL", &blobs).with("WORKER_LEASE", "3s");
    let worker = here.start(&["worker"]);
    // A bad row at the beginning, which must not be counted again.
    let file = many_rows(rows).replacen("Baile 0,", ",", 1);
    let path = begun(&admin.upload(IMPORTS, "e.csv", "text/csv", file).await);
    let begun = async { while events(&admin).await == 0 {} };
    tokio::time::timeout(super::LONGEST, begun).await.expect("nothing goes in");
    worker.signal("KILL");
    worker.wait();
    let written = events(&admin).await;
    assert!(written < rows as u64 - 1, "{written}: it was through");
    let job = job_that(&admin, &path, |_| true).await;
    assert_eq!(
        (&job["state"], admin.get(&report_of(&job)).await.text.lines().count()),
        (&json!("running"), 1)
    );

    let worker = here.start(&["worker"]);
    let job = over(&admin, &path).await;
    assert_eq!((counts(&job), &job["attempts"]), ([rows as u64 - 1, 0, 1], &json!(2)), "{job}");
    assert_eq!(events(&admin).await, rows as u64 - 1);
    assert_eq!(admin.get(&report_of(&job)).await.text.lines().count(), 1);
    worker.terminate();
}
