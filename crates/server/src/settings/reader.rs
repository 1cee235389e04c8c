//! Reads settings one after the other and remembers everything that is wrong on the way.

use std::fs;

use super::{
    Environment, Scope,
    faults::{Fault, Faults},
    setting::{Need, Setting, Shown},
    sources::{Origin, Sources, Variables},
    url,
};

/// What one setting came to, as it may be shown.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The setting.
    pub setting: Setting,
    /// Its value; `None` when it has none.
    pub value: Option<String>,
    /// Where the value was found.
    pub origin: Origin,
}

/// Why a value is refused: a clause such as "must be a number". Never holds the value.
pub(super) type Refusal = String;

pub(super) struct Reader {
    variables: Variables,
    scope: Scope,
    faults: Vec<Fault>,
    effective: Vec<Effective>,
}

impl Reader {
    pub(super) fn new(sources: &Sources, scope: Scope) -> Self {
        let mut faults = Vec::new();
        let variables = Variables::gather(sources, &mut faults);
        Self { variables, scope, faults, effective: Vec::new() }
    }

    pub(super) const fn environment(&self) -> Environment {
        self.variables.environment
    }

    /// Whether everything that a server needs must be there.
    pub(super) fn serves(&self) -> bool {
        self.scope == Scope::Server
    }

    /// A setting that has a value in any case; `None` after a fault, which `finish` reports.
    pub(super) fn value<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<T> {
        self.optional(setting, parse).flatten()
    }

    /// A setting that may have no value: `Some(None)`. `None` after a fault.
    pub(super) fn optional<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<Option<T>> {
        self.read(setting, parse).map(|found| found.map(|(value, _)| value))
    }

    /// A setting, and where its value was found.
    pub(super) fn with_origin<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<(T, Origin)> {
        self.read(setting, parse).flatten()
    }

    fn read<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<Option<(T, Origin)>> {
        let found = match self.found(setting) {
            Ok(found) => found,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        self.show(setting, found.as_ref());
        let Some((text, origin)) = found else { return Some(None) };
        // White space at the ends is a slip, except in a secret, where it may be meant.
        match parse(if setting.shown == Shown::Nothing { &text } else { text.trim() }) {
            Ok(value) => Some(Some((value, origin))),
            Err(problem) => {
                self.faults.push(Fault::of(setting.name, &origin, problem));
                None
            }
        }
    }

    /// A fault that only several settings together make.
    pub(super) fn fault(&mut self, setting: &Setting, problem: impl Into<String>) {
        self.faults.push(Fault::of(setting.name, &Origin::Preset, problem));
    }

    pub(super) fn finish<T>(self, settings: Option<T>) -> Result<(T, Vec<Effective>), Faults> {
        match settings {
            Some(settings) if self.faults.is_empty() => Ok((settings, self.effective)),
            _ => Err(Faults(self.faults)),
        }
    }

    fn found(&self, setting: &Setting) -> Result<Option<(String, Origin)>, Fault> {
        let direct = self.variables.find(setting.name);
        let file = setting.file_name().and_then(|name| Some((self.variables.find(&name)?, name)));
        match (direct, file) {
            (Some(_), Some((_, file))) => Err(Fault {
                subject: setting.name.to_owned(),
                problem: format!("is given twice: {file} is set, too"),
            }),
            (Some((value, origin)), None) => match value.into_string() {
                Ok(text) => Ok(Some((text, origin))),
                Err(_) => Err(Fault::of(setting.name, &origin, "is not UTF-8 text")),
            },
            (None, Some(((path, origin), file))) => {
                let text = fs::read_to_string(&path).map_err(|error| {
                    Fault::of(&file, &origin, format!("names a file that cannot be read: {error}"))
                })?;
                let text =
                    text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
                if text.is_empty() {
                    return Err(Fault::of(&file, &origin, "names a file that is empty"));
                }
                Ok(Some((text.to_owned(), Origin::Secret(file))))
            }
            (None, None) => self.preset(setting),
        }
    }

    fn preset(&self, setting: &Setting) -> Result<Option<(String, Origin)>, Fault> {
        let environment = self.environment();
        let needed = match setting.need {
            Need::Everybody => true,
            Need::Server => self.scope == Scope::Server,
            Need::Nobody => false,
        };
        match setting.preset_in(environment) {
            Some(preset) => Ok(Some((preset.to_owned(), Origin::Preset))),
            None if needed && environment == Environment::Prod => Err(Fault::of(
                setting.name,
                &Origin::Preset,
                format!("must be set in prod: {}", setting.shape),
            )),
            None => Ok(None),
        }
    }

    fn show(&mut self, setting: &Setting, found: Option<&(String, Origin)>) {
        let (value, origin) = match found {
            Some((text, origin)) => (Some(shown(setting, text)), origin.clone()),
            None => (None, Origin::Preset),
        };
        self.effective.push(Effective { setting: *setting, value, origin });
    }
}

fn shown(setting: &Setting, value: &str) -> String {
    match setting.shown {
        Shown::Whole => value.to_owned(),
        Shown::WithoutPassword => url::without_password(value),
        Shown::Nothing => url::REDACTED.to_owned(),
    }
}
