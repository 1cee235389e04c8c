use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use fasttrack_postgres::PostgresSettings;
use fasttrack_sqlite::SqliteSettings;

use super::{
    reader::Reader,
    table,
    url::{self, DatabaseUrl},
    value::{duration, number},
};

/// What is made up is kept here where there is no SQLite file to keep it beside.
const FOLDER: &str = "data";

/// Where everything is kept. Displayed, it says which database this is, without a password.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// What keeps it.
    pub engine: Engine,
    name: String,
}

/// A kind of database, and how to use it.
#[derive(Debug, Clone)]
pub enum Engine {
    /// A file of this process.
    Sqlite(SqliteSettings),
    /// A server.
    Postgres(PostgresSettings),
}

impl DatabaseSettings {
    pub(super) fn read(r: &mut Reader) -> Option<Self> {
        let url = r.optional(&table::DATABASE_URL, |raw| Ok((url::database(raw)?, raw.to_owned())));
        let pool_timeout = r.value(&table::DB_POOL_TIMEOUT, duration("10ms"..="10m"));
        let sqlite = OfSqlite::read(r);
        let postgres = OfPostgres::read(r);
        let (url, pool_timeout, sqlite, postgres) = (url??, pool_timeout?, sqlite?, postgres?);
        Some(match url {
            (DatabaseUrl::Sqlite(path), _) => Self {
                name: path.display().to_string(),
                engine: Engine::Sqlite(sqlite.settings(path, pool_timeout)),
            },
            (DatabaseUrl::Postgres(name), url) => {
                Self { name, engine: Engine::Postgres(postgres.settings(url, pool_timeout)) }
            }
        })
    }

    /// The folder of what belongs to the data and is not in the database.
    pub(super) fn folder(&self, working_folder: &Path) -> PathBuf {
        match &self.engine {
            Engine::Sqlite(SqliteSettings { path, .. }) => path.parent().unwrap_or(path).to_owned(),
            Engine::Postgres(_) => working_folder.join(FOLDER),
        }
    }
}

impl fmt::Display for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What only SQLite has a use for.
struct OfSqlite {
    readers: usize,
    busy_timeout: Duration,
}

impl OfSqlite {
    fn read(r: &mut Reader) -> Option<Self> {
        let readers = r.value(&table::DB_READERS, number(1..=256));
        let busy_timeout = r.value(&table::DB_BUSY_TIMEOUT, duration("0s"..="10m"));
        Some(Self { readers: readers?, busy_timeout: busy_timeout? })
    }

    fn settings(self, path: PathBuf, pool_wait: Duration) -> SqliteSettings {
        let Self { readers, busy_timeout } = self;
        SqliteSettings { path, readers, busy_timeout, pool_wait }
    }
}

/// What only Postgres has a use for.
struct OfPostgres {
    unit_connections: Option<usize>,
    read_connections: usize,
    statement_timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    root_certificates: Option<PathBuf>,
}

impl OfPostgres {
    fn read(r: &mut Reader) -> Option<Self> {
        let unit_connections = r.optional(&table::DB_CONNECTIONS, number(1..=1000));
        let read_connections = r.value(&table::DB_READ_CONNECTIONS, number(1..=64));
        let statement_timeout = r.value(&table::DB_STATEMENT_TIMEOUT, duration("10ms"..="1500ms"));
        let connect_timeout = r.value(&table::DB_CONNECT_TIMEOUT, duration("10ms"..="1m"));
        let idle_timeout = r.value(&table::DB_IDLE_TIMEOUT, duration("1s"..="1h"));
        let root_certificates = r.optional(&table::DB_ROOT_CERTIFICATES, |raw| Ok(PathBuf::from(raw)));
        Some(Self {
            unit_connections: unit_connections?,
            read_connections: read_connections?,
            statement_timeout: statement_timeout?,
            connect_timeout: connect_timeout?,
            idle_timeout: idle_timeout?,
            root_certificates: root_certificates?,
        })
    }

    fn settings(self, url: String, pool_wait: Duration) -> PostgresSettings {
        let Self {
            unit_connections,
            read_connections,
            statement_timeout,
            connect_timeout,
            idle_timeout,
            root_certificates,
        } = self;
        let PostgresSettings { url, unit_connections: by_default, .. } = PostgresSettings::new(url);
        PostgresSettings {
            url,
            root_certificates,
            read_connections,
            unit_connections: unit_connections.unwrap_or(by_default),
            connect_timeout,
            statement_timeout,
            pool_wait,
            idle_timeout,
        }
    }
}
