//! Between the logger and its thread: nothing is lost at the end, and nothing blocks before.

use std::{
    io::{self, Write},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use fasttrack_telemetry::{Filter, Format, Logging, logger};
use serde_json::Value;
use slog::info;

use crate::support::{Paper, json};

#[test]
fn what_waits_when_the_guard_is_dropped_is_written() {
    let lines = json("info", |log| (0..5_000).for_each(|i| info!(log, "{i}")));
    assert_eq!(lines.len(), 5_000);
    assert_eq!(lines[4_999]["msg"], "4999");
}

#[test]
fn a_record_after_the_end_is_lost_without_harm() {
    let paper = Paper::default();
    let (log, guard) = logger(Logging::default(), paper.clone());
    drop(guard);
    info!(log, "late");
    assert_eq!(paper.text(), "");
}

/// Says that it is being written to, and then waits for the other end to be dropped.
struct Stuck {
    entered: Sender<()>,
    released: Receiver<()>,
    paper: Paper,
}

impl Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Fails when the test has seen enough.
        let _ = self.entered.send(());
        while self.released.recv().is_ok() {}
        self.paper.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_stuck_writer_blocks_nobody_and_what_is_dropped_is_counted() {
    const RECORDS: usize = 20_000;
    let (entered, is_stuck) = channel();
    let (release, released) = channel();
    let paper = Paper::default();
    let writer = Stuck { entered, released, paper: paper.clone() };
    let (log, guard) = logger(Logging { format: Format::Json, filter: Filter::default() }, writer);

    info!(log, "first");
    is_stuck.recv().unwrap();
    for _ in 0..RECORDS {
        info!(log, "many");
    }
    drop(release);
    // How many were dropped is told with the first record that fits again.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !paper.text().contains("\"msg\":\"slog-async: logger dropped messages") {
        assert!(Instant::now() < deadline, "nothing tells of what was dropped");
        info!(log, "again");
        thread::yield_now();
    }
    drop(guard);

    let text = paper.text();
    let written = text.matches("\"msg\":\"many\"").count();
    assert!(written > 0 && written < RECORDS, "{written}");
    let told = text.lines().find(|line| line.contains("dropped messages")).unwrap();
    let told: Value = serde_json::from_str(told).unwrap();
    assert!(told["count"].as_u64().unwrap() > 0, "{told}");
}

#[test]
fn a_broken_pipe_stops_nobody() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let (log, guard) = logger(Logging::default(), Broken);
    (0..100).for_each(|i| info!(log, "{i}"));
    drop(guard);
}
