use std::io::{BufWriter, Write};

use chrono::{SecondsFormat, Utc};
use slog::{Drain, FnValue, Level, Never, PushFnValue, Record, o};

use crate::{filter::origin, mask::mask};

/// What writes finished lines. It runs on the logging thread.
pub(crate) type Sink = Box<dyn Drain<Ok = (), Err = Never> + Send>;

/// One JSON object a line: `ts` (RFC 3339), `level`, `msg`, `module`, and the record's own values
/// beside them. Each line is flushed whole. A line that cannot be written (a closed pipe) is lost:
/// there is nobody to tell.
pub(crate) fn json(writer: impl Write + Send + 'static) -> Sink {
    let json = slog_json::Json::new(BufWriter::new(writer))
        .set_flush(true)
        .add_key_value(o!(
            "module" => FnValue(|record: &Record<'_>| origin(record).to_owned()),
            "msg" => PushFnValue(|record: &Record<'_>, value| value.emit(mask(&record.msg().to_string()).as_ref())),
            "level" => FnValue(|record: &Record<'_>| level(record.level())),
            "ts" => FnValue(|_: &Record<'_>| now()),
        ))
        .build();
    Box::new(json.ignore_res())
}

/// The keys of every line, and what a value of a record that has one of them is called instead.
pub(crate) const RESERVED: [(&str, &str); 4] =
    [("ts", "ts_"), ("level", "level_"), ("msg", "msg_"), ("module", "module_")];

/// Readable lines, plain.
pub(crate) fn plain(writer: impl Write + Send + 'static) -> Sink {
    readable(slog_term::PlainDecorator::new(BufWriter::new(writer)))
}

/// Readable lines on the standard output, coloured where it is a terminal.
pub(crate) fn terminal() -> Sink {
    readable(slog_term::TermDecorator::new().stdout().build())
}

fn readable(decorator: impl slog_term::Decorator + Send + 'static) -> Sink {
    let drain = slog_term::FullFormat::new(decorator)
        // slog keeps values the last first.
        .use_original_order()
        .use_custom_timestamp(|io: &mut dyn Write| write!(io, "{}", now()))
        .use_custom_header_print(|timestamp, mut decorator, record, _| {
            decorator.start_timestamp()?;
            timestamp(&mut decorator)?;
            decorator.start_whitespace()?;
            write!(decorator, " ")?;
            decorator.start_level()?;
            write!(decorator, "{:>8}", level(record.level()))?;
            decorator.start_whitespace()?;
            write!(decorator, " ")?;
            decorator.start_msg()?;
            write!(decorator, "{}", printable(&mask(&record.msg().to_string())))?;
            Ok(true)
        })
        .build();
    Box::new(drain.ignore_res())
}

/// The words that [`crate::Filter`] reads.
const fn level(level: Level) -> &'static str {
    match level {
        Level::Critical => "critical",
        Level::Error => "error",
        Level::Warning => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time of a line is the machine's, whatever the clock of the domain says"
)]
fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Control characters escaped, so that a value can neither start a line of its own nor speak to
/// the terminal. JSON does so by itself.
pub(crate) fn printable(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
