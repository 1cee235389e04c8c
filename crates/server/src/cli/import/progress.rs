//! How far an import is: a bar on a terminal, now and then a line elsewhere.

use std::{
    io::{IsTerminal as _, Read, stderr},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::output;

const EVERY: Duration = Duration::from_secs(5);
const BAR: &str = "{bar:20} {percent}%  {msg}  {eta} left";

pub(in crate::cli) struct Progress {
    bar: ProgressBar,
    started: Instant,
    last_line: Instant,
}

impl Progress {
    pub(in crate::cli) fn new(bytes: u64) -> Self {
        let bar = if stderr().is_terminal() { ProgressBar::new(bytes) } else { ProgressBar::hidden() };
        // The template is a constant; were it wrong, the plain bar would do.
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self { bar, started: now, last_line: now }
    }

    /// Counts the bytes that are read.
    pub(super) fn wrap<R: Read>(&self, reader: R) -> impl Read + use<R> {
        self.bar.wrap_read(reader)
    }

    /// So many of the whole are done.
    pub(in crate::cli) fn reached(&mut self, done: u64) {
        self.bar.set_position(done);
        self.rows(done);
    }

    pub(super) fn rows(&mut self, rows: u64) {
        let text = format!("{rows} rows, {} rows/s", rate(rows, self.started.elapsed().as_secs_f64()));
        if self.bar.is_hidden() && self.last_line.elapsed() >= EVERY {
            self.last_line = Instant::now();
            output::note(&text);
        }
        self.bar.set_message(text);
    }

    pub(in crate::cli) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Rows a second, as a whole number.
pub(super) fn rate(rows: u64, seconds: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 rows")]
    let rows = rows as f64;
    format!("{:.0}", rows / seconds.max(0.001))
}
