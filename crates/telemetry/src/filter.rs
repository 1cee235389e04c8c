use std::{collections::BTreeMap, str::FromStr};

use slog::{Drain, FilterLevel, Level, OwnedKVList, Record};

/// Which records are written: a level for everything, and others for single modules.
///
/// Parsed from a list such as `info,actix_web=warn,fasttrack_http=debug`. A level holds for the
/// module, and for all below it unless they have their own; without a general one it is `info`. The
/// levels are `off`, `critical`, `error`, `warn`, `info`, `debug` and `trace`. Crates may be written
/// with `-` or `_`. A record belongs to its target (a tag, in slog) if it has one, else to the
/// module that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    general: FilterLevel,
    modules: BTreeMap<String, FilterLevel>,
}

/// Why a filter does not parse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFilter {
    /// No level where one belongs.
    #[error("`{0}` is not a level: write off, critical, error, warn, info, debug or trace")]
    Level(String),
    /// Something before `=` that can be no module.
    #[error("`{0}` is not the path of a module, such as actix_web or fasttrack_http::events")]
    Module(String),
    /// Two levels for the same.
    #[error("the level of {0} is given twice")]
    Twice(String),
    /// Nothing between two commas, or nothing at all.
    #[error("a level is missing: write something like info,actix_web=warn")]
    Empty,
}

impl Filter {
    /// The same level for everything.
    #[must_use]
    pub const fn all(level: FilterLevel) -> Self {
        Self { general: level, modules: BTreeMap::new() }
    }

    /// Whether a record of this module (or target) and level is written.
    #[must_use]
    pub fn accepts(&self, module: &str, level: Level) -> bool {
        self.level_of(module).accepts(level)
    }

    /// The level of the longest path that holds the module.
    fn level_of(&self, module: &str) -> FilterLevel {
        let mut path = module;
        loop {
            if let Some(level) = self.modules.get(path) {
                return *level;
            }
            match path.rsplit_once("::") {
                Some((parent, _)) => path = parent,
                None => return self.general,
            }
        }
    }

    /// The level below which nothing is written, whatever the module.
    pub fn most_verbose(&self) -> FilterLevel {
        self.modules.values().copied().fold(self.general, Ord::max)
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::all(FilterLevel::Info)
    }
}

impl FromStr for Filter {
    type Err = InvalidFilter;

    fn from_str(raw: &str) -> Result<Self, InvalidFilter> {
        let mut general = None;
        let mut modules = BTreeMap::new();
        for directive in raw.split(',').map(str::trim) {
            match directive.split_once('=') {
                _ if directive.is_empty() => return Err(InvalidFilter::Empty),
                None => {
                    if general.replace(parse_level(directive)?).is_some() {
                        return Err(InvalidFilter::Twice("everything".to_owned()));
                    }
                }
                Some((module, level)) => {
                    let (module, level) = (parse_module(module.trim())?, parse_level(level.trim())?);
                    if modules.insert(module.clone(), level).is_some() {
                        return Err(InvalidFilter::Twice(module));
                    }
                }
            }
        }
        Ok(Self { general: general.unwrap_or(FilterLevel::Info), modules })
    }
}

fn parse_level(raw: &str) -> Result<FilterLevel, InvalidFilter> {
    // slog also takes its own short forms (`DEBG`); one spelling each is enough to teach.
    Ok(match raw.to_ascii_lowercase().as_str() {
        "off" => FilterLevel::Off,
        "critical" => FilterLevel::Critical,
        "error" => FilterLevel::Error,
        "warn" | "warning" => FilterLevel::Warning,
        "info" => FilterLevel::Info,
        "debug" => FilterLevel::Debug,
        "trace" => FilterLevel::Trace,
        _ => return Err(InvalidFilter::Level(raw.to_owned())),
    })
}

fn parse_module(raw: &str) -> Result<String, InvalidFilter> {
    let path = raw.replace('-', "_");
    let fits =
        |segment: &str| !segment.is_empty() && segment.chars().all(|c| c.is_alphanumeric() || c == '_');
    if path.split("::").all(fits) { Ok(path) } else { Err(InvalidFilter::Module(raw.to_owned())) }
}

/// The target of a record if it has one, else its module.
pub(crate) fn origin<'a>(record: &'a Record<'_>) -> &'a str {
    if record.tag().is_empty() { record.module() } else { record.tag() }
}

/// Lets the records through that a [`Filter`] accepts.
pub(crate) struct Filtered<D> {
    pub(crate) filter: Filter,
    pub(crate) drain: D,
}

impl<D: Drain<Ok = ()>> Drain for Filtered<D> {
    type Ok = ();
    type Err = D::Err;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), D::Err> {
        if self.filter.accepts(origin(record), record.level()) {
            self.drain.log(record, values)
        } else {
            Ok(())
        }
    }

    fn is_enabled(&self, level: Level) -> bool {
        self.filter.most_verbose().accepts(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(raw: &str) -> Filter {
        raw.parse().unwrap()
    }

    #[test]
    fn the_longest_path_decides() {
        let filter = filter("warn, fasttrack_http=debug, fasttrack_http::middleware=off, actix-web=error");
        for (module, level, accepted) in [
            ("other", Level::Warning, true),
            ("other", Level::Info, false),
            ("fasttrack_http", Level::Debug, true),
            ("fasttrack_http", Level::Trace, false),
            ("fasttrack_http::events::list", Level::Debug, true),
            ("fasttrack_http::middleware", Level::Critical, false),
            ("fasttrack_http::middleware::etag", Level::Critical, false),
            ("fasttrack_httpd", Level::Info, false),
            ("actix_web::server", Level::Error, true),
            ("actix_web::server", Level::Warning, false),
            ("", Level::Warning, true),
        ] {
            assert_eq!(filter.accepts(module, level), accepted, "{module} {level}");
        }
        assert_eq!(filter.most_verbose(), FilterLevel::Debug);
    }

    #[test]
    fn without_a_general_level_it_is_info() {
        assert_eq!(filter("a=trace").level_of("b"), FilterLevel::Info);
        assert_eq!(Filter::default(), filter("INFO"));
        assert_eq!(filter("off").most_verbose(), FilterLevel::Off);
    }

    #[test]
    fn what_does_not_parse_says_what_is_wrong() {
        let level = |raw: &str| InvalidFilter::Level(raw.to_owned());
        let module = |raw: &str| InvalidFilter::Module(raw.to_owned());
        let twice = |raw: &str| InvalidFilter::Twice(raw.to_owned());
        for (raw, error) in [
            ("", InvalidFilter::Empty),
            ("info,", InvalidFilter::Empty),
            ("info,,a=warn", InvalidFilter::Empty),
            ("loud", level("loud")),
            ("fasttrack_http", level("fasttrack_http")),
            ("a=", level("")),
            ("a=b=info", level("b=info")),
            ("=info", module("")),
            ("a::=info", module("a::")),
            ("a b=info", module("a b")),
            ("a/b=info", module("a/b")),
            ("info,debug", twice("everything")),
            ("a-b=info,a_b=warn", twice("a_b")),
        ] {
            assert_eq!(raw.parse::<Filter>(), Err(error), "{raw:?}");
        }
    }
}
