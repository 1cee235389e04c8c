//! Lets the records of libraries through our drains: those of `log` by slog-stdlog, those of
//! `tracing` by a layer of our own.

use std::{error::Error, fmt};

use slog::{BorrowedKV, FilterLevel, KV, Level, Logger, Record, RecordLocation, RecordStatic, Serializer};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
};
use tracing_subscriber::{
    Layer, Registry,
    filter::FilterFn,
    layer::{Context, SubscriberExt},
};

use crate::{filter::Filter, logging::AlreadyInstalled};

/// Makes the logger the process's target of `log` and `tracing`.
pub(crate) fn install(logger: &Logger, filter: Filter) -> Result<(), AlreadyInstalled> {
    let most_verbose = most_verbose(&filter);
    // Parsed from the word that both write: it spares us the `log` crate, only to name its type.
    if let Ok(level) = most_verbose.to_string().parse() {
        slog_stdlog::init_with_level(level).map_err(|_| AlreadyInstalled)?;
    }
    let subscriber =
        Registry::default().with(ToSlog(logger.clone()).with_filter(events(filter, most_verbose)));
    tracing::subscriber::set_global_default(subscriber).map_err(|_| AlreadyInstalled)?;
    // Its own guard would leave a logger behind that panics; ours leaves one that is silent.
    slog_scope::set_global_logger(logger.clone()).cancel_reset();
    Ok(())
}

/// Silences `log` after the drains are gone. (`tracing` writes into a closed queue, which drops.)
pub(crate) fn silence() {
    slog_scope::set_global_logger(Logger::root(slog::Discard, slog::o!())).cancel_reset();
}

fn most_verbose(filter: &Filter) -> LevelFilter {
    match filter.most_verbose() {
        FilterLevel::Off => LevelFilter::OFF,
        FilterLevel::Critical | FilterLevel::Error => LevelFilter::ERROR,
        FilterLevel::Warning => LevelFilter::WARN,
        FilterLevel::Info => LevelFilter::INFO,
        FilterLevel::Debug => LevelFilter::DEBUG,
        FilterLevel::Trace => LevelFilter::TRACE,
    }
}

/// The events that the filter accepts. Asked once a place in the code, so what is filtered out costs
/// nothing afterwards; and a filter of this layer alone, so that others still see spans.
fn events(filter: Filter, most_verbose: LevelFilter) -> FilterFn<impl Fn(&Metadata<'_>) -> bool> {
    FilterFn::new(move |metadata: &Metadata<'_>| {
        metadata.is_event() && filter.accepts(metadata.target(), slog_level(*metadata.level()))
    })
    .with_max_level_hint(most_verbose)
}

/// Turns the events of `tracing`, with their fields, into records of slog.
struct ToSlog(Logger);

impl<S: Subscriber> Layer<S> for ToSlog {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let location = RecordLocation {
            file: metadata.file().unwrap_or_default(),
            line: metadata.line().unwrap_or_default(),
            column: 0,
            function: "",
            module: metadata.module_path().unwrap_or_default(),
        };
        let origin = RecordStatic {
            location: &location,
            level: slog_level(*metadata.level()),
            tag: metadata.target(),
        };
        let message = std::mem::take(&mut fields.message);
        self.0.log(&Record::new(&origin, &format_args!("{message}"), BorrowedKV(&fields)));
    }
}

const fn slog_level(level: tracing::Level) -> Level {
    match level {
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warning,
        tracing::Level::INFO => Level::Info,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::TRACE => Level::Trace,
    }
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, FieldValue)>,
}

enum FieldValue {
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(String),
}

impl Fields {
    fn text(&mut self, field: &Field, text: String) {
        if field.name() == "message" {
            self.message = text;
        } else {
            self.others.push((field.name(), FieldValue::Text(text)));
        }
    }
}

impl Visit for Fields {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.others.push((field.name(), FieldValue::Bool(value)));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.others.push((field.name(), FieldValue::Int(value)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.others.push((field.name(), FieldValue::UInt(value)));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.others.push((field.name(), FieldValue::Float(value)));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        self.text(field, text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format!("{value:?}"));
    }
}

impl KV for Fields {
    fn serialize(&self, _: &Record<'_>, serializer: &mut dyn Serializer) -> slog::Result {
        for (name, value) in &self.others {
            match value {
                FieldValue::Bool(value) => serializer.emit_bool(name, *value)?,
                FieldValue::Int(value) => serializer.emit_i64(name, *value)?,
                FieldValue::UInt(value) => serializer.emit_u64(name, *value)?,
                FieldValue::Float(value) => serializer.emit_f64(name, *value)?,
                FieldValue::Text(value) => serializer.emit_str(name, value)?,
            }
        }
        Ok(())
    }
}
