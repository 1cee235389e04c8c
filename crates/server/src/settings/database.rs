use std::{path::PathBuf, time::Duration};

use fasttrack_sqlite::SqliteSettings;

use super::{
    reader::{Reader, Refusal},
    table,
    value::{duration, number},
};

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// The SQLite file.
    pub path: PathBuf,
    /// How many connections read at the same time.
    pub readers: usize,
    /// How long a writer waits for another process.
    pub busy_timeout: Duration,
    /// How long a request waits for a connection.
    pub pool_timeout: Duration,
}

impl DatabaseSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let path = r.optional(&table::DATABASE_URL, sqlite_path);
        let readers = r.value(&table::DB_READERS, number(1..=256));
        let busy_timeout = r.value(&table::DB_BUSY_TIMEOUT, duration("0s"..="10m"));
        let pool_timeout = r.value(&table::DB_POOL_TIMEOUT, duration("10ms"..="10m"));
        Some(Self {
            path: path??,
            readers: readers?,
            busy_timeout: busy_timeout?,
            pool_timeout: pool_timeout?,
        })
    }
}

impl DatabaseSettings {
    /// The same in the words of the store.
    #[must_use]
    pub fn sqlite(&self) -> SqliteSettings {
        let Self { path, readers, busy_timeout, pool_timeout } = self.clone();
        SqliteSettings { path, readers, busy_timeout, pool_wait: pool_timeout }
    }
}

fn sqlite_path(raw: &str) -> Result<PathBuf, Refusal> {
    let expected =
        || "must be `sqlite://` and the path of a file, such as sqlite://data/fasttrack.db".to_owned();
    if raw.starts_with("postgres:") || raw.starts_with("postgresql:") {
        return Err("names a Postgres database, and this build supports sqlite only".to_owned());
    }
    let path = raw.strip_prefix("sqlite://").ok_or_else(expected)?;
    let is_file = !path.is_empty() && !path.ends_with('/') && !path.starts_with(':') && !path.contains('?');
    if is_file { Ok(PathBuf::from(path)) } else { Err(expected()) }
}
