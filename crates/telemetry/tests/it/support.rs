//! A writer that remembers.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use fasttrack_telemetry::{Format, Logging, logger};
use serde_json::Value;
use slog::Logger;

#[derive(Clone, Default)]
pub struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was written when a logger of this format and filter was used so.
pub fn written(format: Format, filter: &str, log: impl FnOnce(&Logger)) -> String {
    let paper = Paper::default();
    let (logger, guard) = logger(Logging { format, filter: filter.parse().unwrap() }, paper.clone());
    log(&logger);
    drop(guard);
    paper.text()
}

/// The same as JSON, one value a line.
pub fn json(filter: &str, log: impl FnOnce(&Logger)) -> Vec<Value> {
    let text = written(Format::Json, filter, log);
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The only line.
pub fn json_line(log: impl FnOnce(&Logger)) -> Value {
    let mut lines = json("trace", log);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}
