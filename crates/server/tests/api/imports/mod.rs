//! Files of events that are sent, and what a job makes of them.

mod ends;
mod files;
mod refusals;
mod report;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Answer, Client, TestApp, given::EVENTS};

pub const IMPORTS: &str = "/api/v1/imports";

/// Longer than any import here takes, on a busy machine as well.
const LONGEST: Duration = Duration::from_secs(120);

/// An application, and where it keeps files.
struct Scene {
    app: TestApp,
    blobs: TempDir,
}

impl Scene {
    /// One that does jobs as well.
    fn working() -> Self {
        Self::with(&[("WORKER", "on")])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let blobs = TempDir::new().unwrap();
        let url = format!("file://{}", blobs.path().display());
        let settings: Vec<_> = settings.iter().copied().chain([("BLOB_URL", url.as_str())]).collect();
        Self { app: TestApp::start_with(&settings), blobs }
    }

    /// The files that are kept, begun ones included.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(self.blobs.path(), &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), files);
        } else {
            files.push(entry.path().display().to_string());
        }
    }
}

/// A CSV file of so many events that are called Baile.
pub fn many_rows(rows: usize) -> String {
    let row = |n| format!("Baile {n},2131-03-14T22:00:00Z,Recife,published\n");
    (0..rows).fold("title,starts_at,city,status\n".to_owned(), |file, n| file + &row(n))
}

/// The address of the job of an import that was taken.
#[track_caller]
pub fn begun(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{answer:?}");
    let (job, location) = (&answer.json["job"], answer.header("location"));
    assert_eq!(location, format!("/api/v1/jobs/{}", job["id"].as_str().unwrap()));
    assert_eq!((&job["kind"], &job["state"]), (&"imports.run".into(), &"queued".into()), "{job}");
    location.to_owned()
}

/// Waits until a job is over.
pub async fn over(client: &Client, job: &str) -> Value {
    job_that(client, job, |job| job["finished_at"].is_string()).await
}

/// Waits until a job is like this.
pub async fn job_that(client: &Client, path: &str, is: impl Fn(&Value) -> bool) -> Value {
    let until = Instant::now() + LONGEST;
    loop {
        let answer = client.get(path).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        if is(&answer.json) {
            return answer.json;
        }
        assert!(Instant::now() < until, "it does not come so far: {}", answer.json);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Sends a file, and waits for what comes of it.
async fn import(client: &Client, name: &str, file: impl AsRef<[u8]>) -> Value {
    let job = begun(&client.upload(IMPORTS, name, "application/octet-stream", file).await);
    over(client, &job).await
}

/// What came of an import, as added, already there and rejected.
#[track_caller]
pub fn counts(job: &Value) -> [u64; 3] {
    assert_eq!(job["state"], "succeeded", "{job}");
    let result = &job["result"];
    let counts = ["added", "already_there", "rejected"].map(|count| result[count].as_u64().unwrap());
    assert_eq!(result["records"], counts.iter().sum::<u64>(), "{job}");
    counts
}

/// How many events there are.
pub async fn events(client: &Client) -> u64 {
    let list = client.get(&format!("{EVENTS}?total=true&limit=1")).await;
    assert_eq!(list.status, 200, "{list:?}");
    list.json["total"].as_u64().unwrap()
}

/// The address of the report of a job.
pub fn report_of(job: &Value) -> String {
    format!("{IMPORTS}/{}/report", job["id"].as_str().unwrap())
}
