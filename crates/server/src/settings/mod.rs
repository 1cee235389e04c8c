//! What operators decide: read once, typed, and all that is wrong reported together.
//!
//! `table` has a row for every setting, `sources` says where values come from, `value` how
//! they are written. The other modules are what they mean, one for each group: there, every
//! setting is read before the first `?`, so that one fault does not hide the next.

mod access;
mod database;
mod dotenv;
mod environment;
mod faults;
mod files;
mod forecasts;
mod http;
mod imports;
mod keys;
mod limits;
mod log;
mod messages;
mod reader;
mod setting;
mod sharing;
mod sources;
mod table;
mod url;
mod value;
mod worker;

#[cfg(test)]
mod documents;
#[cfg(test)]
mod tests;

pub use access::AccessSettings;
pub use database::{DatabaseSettings, Engine};
pub use environment::Environment;
pub use faults::{Fault, Faults};
pub use files::FileSettings;
pub use forecasts::{ForecastSettings, ProviderChoice};
pub use http::ServerSettings;
pub use imports::ImportLimits;
pub use limits::LimitSettings;
pub use messages::MessageSettings;
pub use reader::Effective;
pub use setting::{Group, Need, Preset, Setting, Shown};
pub use sharing::SharingSettings;
pub use sources::{Origin, Sources};
pub use table::GROUPS;
pub use worker::JobsSettings;

use std::{path::PathBuf, time::Duration};

use fasttrack_telemetry::Logging;

use reader::Reader;
use value::duration;

/// Everything that operators decide.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the process is for.
    pub environment: Environment,
    /// Logging.
    pub log: Logging,
    /// How requests are served.
    pub http: ServerSettings,
    /// How often somebody may do something.
    pub limits: LimitSettings,
    /// Where everything is kept.
    pub database: DatabaseSettings,
    /// What processes share, and keep in memory.
    pub sharing: SharingSettings,
    /// Work in the background.
    pub jobs: JobsSettings,
    /// What people are told, and how.
    pub messages: MessageSettings,
    /// Who forecasts the weather.
    pub forecasts: ForecastSettings,
    /// The folder of what is made here because nobody has set it.
    pub data: PathBuf,
    /// Who may get in.
    pub access: AccessSettings,
    /// How often counted views are written.
    pub views_flush_interval: Duration,
    /// The folder of files that are sent.
    pub blobs: PathBuf,
    /// How much an import takes, for how long, and how much it tells of.
    pub imports: ImportLimits,
    /// Which files are taken, and how long.
    pub files: FileSettings,
    /// Every value as it may be shown, in the order of the table.
    pub effective: Vec<Effective>,
}

/// What the settings are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To serve: everything that prod needs must be there.
    Server,
    /// To work on the database only, such as in a job that migrates it.
    Tool,
}

impl Settings {
    /// Reads all settings.
    ///
    /// # Errors
    /// [`Faults`]: everything that is missing, malformed or weak, without a value.
    pub fn load(sources: &Sources, scope: Scope) -> Result<Self, Faults> {
        let mut r = Reader::new(sources, scope);
        let environment = r.environment();
        let app_env = r.value(&table::APP_ENV, |_| Ok(environment));
        let log = log::read(&mut r);
        let http = ServerSettings::read(&mut r);
        let limits = LimitSettings::read(&mut r, environment);
        let database = DatabaseSettings::read(&mut r);
        let views_flush_interval = r.value(&table::VIEWS_FLUSH_INTERVAL, duration("10ms"..="1h"));
        let sharing = SharingSettings::read(&mut r);
        let jobs = JobsSettings::read(&mut r);
        let messages = MessageSettings::read(&mut r, environment);
        let forecasts = ForecastSettings::read(&mut r);
        let access = AccessSettings::read(&mut r, environment);
        let blobs = r.optional(&table::BLOB_URL, url::blobs);
        let files = FileSettings::read(&mut r, http.as_ref().map(|http| http.upload_timeout));
        let imports = ImportLimits::read(&mut r);
        let settings = (|| {
            let database = database?;
            let data = database.folder(&sources.folder);
            Some(Self {
                environment: app_env?,
                log: log?,
                http: http?,
                limits: limits?,
                blobs: blobs?.unwrap_or_else(|| data.join("blobs")),
                files: files?,
                data,
                database,
                sharing: sharing?,
                jobs: jobs?,
                messages: messages?,
                forecasts: forecasts?,
                access: access?,
                views_flush_interval: views_flush_interval?,
                imports: imports?,
                effective: Vec::new(),
            })
        })();
        let (settings, effective) = r.finish(settings)?;
        Ok(Self { effective, ..settings })
    }
}
