//! Where values come from: the environment of the process, then the `.env` files.

use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use super::{Environment, GROUPS, dotenv, faults::Fault};

/// What values can be found in.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The environment of the process.
    pub environment: HashMap<String, OsString>,
    /// The folder of the `.env` files.
    pub folder: PathBuf,
}

impl Sources {
    /// The environment and the working folder of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let environment =
            env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect();
        Self { environment, folder: PathBuf::from(".") }
    }

    /// The names in the `.env` files that no setting has, each with its file.
    #[must_use]
    pub fn unknown(&self) -> Vec<(String, String)> {
        // What is wrong with a file is told when settings are read.
        Variables::gather(self, &mut Vec::new()).unknown()
    }
}

/// Where one value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The environment of the process.
    Process,
    /// A `.env` file.
    File(String),
    /// A file that a `…_FILE` variable names.
    Secret(String),
    /// Nowhere: it is what holds by default.
    Preset,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process => f.write_str("environment"),
            Self::File(name) => f.write_str(name),
            Self::Secret(variable) => write!(f, "the file of {variable}"),
            Self::Preset => f.write_str("default"),
        }
    }
}

/// One layer of values, the strongest first.
struct Layer {
    origin: Origin,
    values: HashMap<String, OsString>,
}

/// Everything that was found, before anybody asks what it means.
pub(super) struct Variables {
    layers: Vec<Layer>,
    pub(super) environment: Environment,
}

impl Variables {
    /// Reads the files that the environment calls for. What cannot be read is a fault, and the
    /// rest is still looked at.
    pub(super) fn gather(sources: &Sources, faults: &mut Vec<Fault>) -> Self {
        let process = Layer { origin: Origin::Process, values: sources.environment.clone() };
        let common = file(&sources.folder, ".env", faults);
        let mut found = Self { layers: vec![process, common], environment: Environment::Dev };
        found.environment = found.app_env(faults);
        let special = format!(".env.{}", found.environment);
        let mut special = file(&sources.folder, &special, faults);
        special.values.remove("APP_ENV");
        found.layers.insert(1, special);
        found
    }

    /// The names in the `.env` files that no setting has, with their file: perhaps misspelt. What
    /// else is in the environment of the process is other programs' business.
    pub(super) fn unknown(&self) -> Vec<(String, String)> {
        let mut unknown = Vec::new();
        for layer in &self.layers {
            let Origin::File(file) = &layer.origin else { continue };
            let names = layer.values.keys().filter(|name| !is_known(name));
            unknown.extend(names.map(|name| (name.clone(), file.clone())));
        }
        unknown.sort_unstable();
        unknown
    }

    fn app_env(&self, faults: &mut Vec<Fault>) -> Environment {
        let Some((value, origin)) = self.find("APP_ENV") else { return Environment::Dev };
        value.to_str().and_then(|value| value.parse().ok()).unwrap_or_else(|| {
            faults.push(Fault::of("APP_ENV", &origin, "must be `dev`, `test` or `prod`"));
            Environment::Dev
        })
    }

    /// The value of a variable, and where it was found. An empty one counts as not set.
    pub(super) fn find(&self, name: &str) -> Option<(OsString, Origin)> {
        self.layers.iter().find_map(|layer| {
            let value = layer.values.get(name).filter(|value| !value.is_empty())?;
            Some((value.clone(), layer.origin.clone()))
        })
    }
}

fn is_known(name: &str) -> bool {
    let mut all = GROUPS.iter().flat_map(|group| group.settings);
    all.any(|setting| setting.name == name || setting.file_name().as_deref() == Some(name))
}

fn file(folder: &Path, name: &str, faults: &mut Vec<Fault>) -> Layer {
    let pairs = dotenv::read(&folder.join(name)).unwrap_or_else(|fault| {
        faults.push(Fault { subject: name.to_owned(), problem: fault });
        None
    });
    // The first of two lines with one name holds, as dotenv has it.
    let mut values = HashMap::new();
    for (key, value) in pairs.unwrap_or_default() {
        values.entry(key).or_insert_with(|| OsString::from(value));
    }
    Layer { origin: Origin::File(name.to_owned()), values }
}
