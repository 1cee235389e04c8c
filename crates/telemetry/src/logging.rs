use std::{
    io::{self, Write},
    str::FromStr,
};

use slog::{Drain, Logger, o};
use slog_async::{Async, AsyncGuard, OverflowStrategy};

use crate::{
    bridge,
    filter::{Filter, Filtered},
    lines::{self, Sink},
    redact::Redacting,
};

/// How many records wait for the logging thread. One more is dropped, and counted.
const QUEUE: usize = 8192;

/// What lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// One JSON object a line, for machines.
    #[default]
    Json,
    /// For people.
    Pretty,
}

/// A format that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a log format: write json or pretty")]
pub struct InvalidFormat(pub String);

impl FromStr for Format {
    type Err = InvalidFormat;

    fn from_str(raw: &str) -> Result<Self, InvalidFormat> {
        match raw.to_ascii_lowercase().as_str() {
            "json" => Ok(Self::Json),
            "pretty" => Ok(Self::Pretty),
            _ => Err(InvalidFormat(raw.to_owned())),
        }
    }
}

/// What is written, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logging {
    /// The format of the lines.
    pub format: Format,
    /// Which records become lines.
    pub filter: Filter,
}

/// Another logger is the process's already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the process has a logger already")]
pub struct AlreadyInstalled;

/// Keeps the logging thread. Dropping it writes what waits and stops the thread; later records are
/// lost without harm. Hold it until the very end of `main`, and do not end by
/// [`std::process::exit`], which drops nothing.
#[must_use = "dropping the guard ends logging"]
pub struct Guard {
    // Declared, so dropped, before the queue is closed.
    _silence: Option<SilenceOnDrop>,
    _queue: AsyncGuard,
}

struct SilenceOnDrop;

impl Drop for SilenceOnDrop {
    fn drop(&mut self) {
        bridge::silence();
    }
}

/// Logs to the standard output, and brings the records of `log` and `tracing` there, too.
///
/// # Errors
/// [`AlreadyInstalled`] when another logger got the records of libraries before.
pub fn init(logging: Logging) -> Result<(Logger, Guard), AlreadyInstalled> {
    let sink = match logging.format {
        Format::Json => lines::json(io::stdout()),
        Format::Pretty => lines::terminal(),
    };
    install(logging, sink)
}

/// As [`init`], to any writer.
///
/// # Errors
/// As [`init`].
pub fn init_with_writer(
    logging: Logging,
    writer: impl Write + Send + 'static,
) -> Result<(Logger, Guard), AlreadyInstalled> {
    let sink = sink_of(logging.format, writer);
    install(logging, sink)
}

/// A logger to any writer that leaves the records of libraries alone: for tests, of which many run
/// in one process.
pub fn logger(logging: Logging, writer: impl Write + Send + 'static) -> (Logger, Guard) {
    let sink = sink_of(logging.format, writer);
    start(logging, sink)
}

fn sink_of(format: Format, writer: impl Write + Send + 'static) -> Sink {
    match format {
        Format::Json => lines::json(writer),
        Format::Pretty => lines::plain(writer),
    }
}

fn install(logging: Logging, sink: Sink) -> Result<(Logger, Guard), AlreadyInstalled> {
    let filter = logging.filter.clone();
    let (logger, mut guard) = start(logging, sink);
    bridge::install(&logger, filter)?;
    guard._silence = Some(SilenceOnDrop);
    Ok((logger, guard))
}

fn start(Logging { format, filter }: Logging, sink: Sink) -> (Logger, Guard) {
    let redacting = Redacting::new(sink, format == Format::Pretty);
    let (queue, guard) = Async::new(redacting)
        .chan_size(QUEUE)
        .overflow_strategy(OverflowStrategy::DropAndReport)
        .thread_name("log".to_owned())
        .build_with_guard();
    let logger = Logger::root(Filtered { filter, drain: queue }.ignore_res(), o!());
    (logger, Guard { _silence: None, _queue: guard })
}
