//! A large file is sent, and the worker that imports it is killed in the middle.

use std::{
    fmt::Write as _,
    process::Command,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use fasttrack_test_support::postgres::{binaries, texts};
use serde_json::{Value, json};

use crate::{
    Length,
    fleet::Fleet,
    support::{Client, process::Server},
};

const IMPORTS: &str = "/api/v1/imports";

/// How long a drill waits for an import, on a busy machine and in a debug build as well.
const LONGEST: Duration = Duration::from_secs(20 * 60);

/// How much the memory of a worker may grow by an import, whatever the length of its file.
const GROWTH: u64 = 64 << 20;

/// Events as an organiser's spreadsheet has them; those of another series are others.
fn file(series: &str, rows: usize) -> String {
    let mut file = "title,starts_at,city,description,status\n".to_owned();
    for row in 0..rows {
        let (day, hour) = (row % 28 + 1, row / 28 % 24);
        writeln!(
            file,
            "{series} {row},2131-03-{day:02}T{hour:02}:00:00Z,Recife,\"Música, dança e comida {row}\",published"
        )
        .unwrap();
    }
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_after_its_worker_was_killed_and_counts_each_row_once() {
    let length = Length::of_this_run();
    let rows = length.pick(4_000, 200_000);
    let mut fleet = Fleet::of(1);
    // Long enough to live through a busy moment, and short enough to wait for.
    fleet.installation.set("WORKER_LEASE", "3s");
    let admin = fleet.admin(0).await;
    let baile = file("Baile", rows);

    let first = Worker::start(&fleet);
    let job = send(&admin, &baile).await;
    let half_way = length.pick(1, rows / 4);
    until("enough is in", async || events(&fleet).await >= half_way).await;
    let grown_before = first.kill();
    let written = events(&fleet).await;
    assert!(written < rows, "it was through before the kill");
    assert_eq!(noted(&fleet).await, written, "what is there and what is noted differ");

    let killed = Instant::now();
    let second = Worker::start(&fleet);
    let done = over(&admin, &job).await;
    let took = killed.elapsed();
    assert_eq!(counts(&done), json!([rows, rows, 0, 0]), "{done}");
    assert_eq!(events(&fleet).await, rows);
    assert_eq!(done["attempts"], 2, "{done}");

    let again = over(&admin, &send(&admin, &baile).await).await;
    assert_eq!(counts(&again), json!([rows, 0, rows, 0]), "{again}");
    assert_eq!(events(&fleet).await, rows);
    let grown = second.grown().max(grown_before);
    println!(
        "imports: {rows} rows; killed after {written}, done {took:.1?} later; again in {:.1?}; the worker grew by {} MiB",
        lasted(&again),
        grown >> 20
    );
    if length == Length::Long {
        assert!(grown < GROWTH, "the worker grew by {grown} bytes");
        compare(&fleet, &admin, rows).await;
    }
    second.process.terminate();
}

/// An import, and `\copy` of the same rows into a bare table.
async fn compare(fleet: &Fleet, admin: &Client, rows: usize) {
    let sarau = file("Sarau", rows);
    // From the first byte that is sent to the last row that is in, as `\copy` is timed.
    let begun = Instant::now();
    let done = over(admin, &send(admin, &sarau).await).await;
    let import = begun.elapsed();
    assert_eq!(counts(&done), json!([rows, rows, 0, 0]), "{done}");

    let csv = fleet.installation.write("sarau.csv", &sarau);
    psql(
        fleet,
        "CREATE TABLE bare (title text, starts_at timestamptz, city text, description text, status text)",
    );
    let begun = Instant::now();
    psql(fleet, &format!("\\copy bare FROM '{}' WITH (FORMAT csv, HEADER)", csv.display()));
    let copy = begun.elapsed();
    assert_eq!(number(fleet, "SELECT count(*)::text FROM bare").await, rows);

    let rate = |took: Duration| rows as f64 / took.as_secs_f64();
    println!(
        "imports: {:.0} rows/s over HTTP ({:.0} rows/s by the job alone), {:.0} rows/s by \\copy into a bare table: {:.2} of it ({} build)",
        rate(import),
        rate(lasted(&done)),
        rate(copy),
        rate(import) / rate(copy),
        if cfg!(debug_assertions) { "debug" } else { "release" },
    );
}

/// A worker, and how much memory it had before it did anything.
struct Worker {
    process: Server,
    at_start: u64,
}

impl Worker {
    fn start(fleet: &Fleet) -> Self {
        let mut process = fleet.installation.start(&["worker"]);
        process.wait_for("working");
        let at_start = process.memory_kib("VmRSS") << 10;
        Self { process, at_start }
    }

    /// By how many bytes its memory had grown at the most.
    fn grown(&self) -> u64 {
        (self.process.memory_kib("VmHWM") << 10).saturating_sub(self.at_start)
    }

    fn kill(self) -> u64 {
        let grown = self.grown();
        self.process.signal("KILL");
        self.process.wait();
        grown
    }
}

/// Sends a file; the address of its job.
async fn send(admin: &Client, file: &str) -> String {
    let answer = admin.upload(IMPORTS, "events.csv", "text/csv", file).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    answer.header("location").to_owned()
}

/// Waits until a job is over.
async fn over(admin: &Client, job: &str) -> Value {
    let ended = async || admin.get(job).await.json["finished_at"].is_string();
    until("the import is over", ended).await;
    admin.get(job).await.json
}

async fn until(what: &str, is: impl AsyncFn() -> bool) {
    let until = Instant::now() + LONGEST;
    while !is().await {
        assert!(Instant::now() < until, "it takes too long until {what}");
        // What is looked at without pause is slower for it.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What became of the rows: all, added, already there, rejected.
fn counts(job: &Value) -> Value {
    ["records", "added", "already_there", "rejected"].map(|count| job["result"][count].clone()).into()
}

/// How long a job took, from when its file was there.
fn lasted(job: &Value) -> Duration {
    let at = |member: &str| job[member].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    (at("finished_at") - at("created_at")).to_std().unwrap()
}

async fn events(fleet: &Fleet) -> usize {
    number(fleet, "SELECT count(*)::text FROM events").await
}

/// How many records the import has noted.
async fn noted(fleet: &Fleet) -> usize {
    number(fleet, "SELECT records::text FROM imports").await
}

async fn number(fleet: &Fleet, sql: &str) -> usize {
    texts(&fleet.postgres.url(), sql).await[0].parse().unwrap()
}

fn psql(fleet: &Fleet, command: &str) {
    let psql = Command::new(binaries().join("psql"))
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", command])
        .arg(fleet.postgres.url())
        .output()
        .unwrap();
    assert!(psql.status.success(), "{}", String::from_utf8_lossy(&psql.stderr));
}
