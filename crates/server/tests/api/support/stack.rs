//! The engines under the application: what `TEST_STACK` says, or what a test asks for.

use std::{env, future::Future, path::Path, thread};

use diesel::{
    Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, connection::SimpleConnection as _,
    sql_types::Text,
};
use fasttrack_postgres::{MigrationError, Migrations, PostgresSettings};
use fasttrack_test_support::{
    postgres::{self, PostgresDatabase},
    redis::{self, RedisServer},
};
use tokio_postgres::{Client, NoTls};

/// Which engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stack {
    /// A SQLite file, and everything else in the process.
    Embedded,
    /// Servers that processes share.
    Distributed,
}

/// The engines of one installation, with its own data in them, for as long as this is kept.
pub struct Engines {
    /// Where its database is, as `DATABASE_URL` has it.
    pub url: String,
    /// The settings of what cannot be found without.
    pub variables: Vec<(&'static str, String)>,
    /// Removed with it where servers stay.
    _database: Option<PostgresDatabase>,
}

impl Stack {
    pub const ALL: [Self; 2] = [Self::Embedded, Self::Distributed];

    /// The one on which a test runs that does not ask for one.
    pub fn of_this_run() -> Self {
        match env::var("TEST_STACK").as_deref() {
            Err(_) | Ok("" | "embedded") => Self::Embedded,
            Ok("distributed") => Self::Distributed,
            Ok(other) => panic!("TEST_STACK is `{other}`: it must be `embedded` or `distributed`"),
        }
    }

    /// Engines with nothing in them, for a process that works in this folder.
    pub fn empty(self, folder: &Path) -> Engines {
        match self {
            Self::Embedded => embedded(folder),
            Self::Distributed => distributed(in_its_own_runtime(PostgresDatabase::empty)),
        }
    }

    /// The same; where making the schema takes its time, it is there.
    pub fn migrated(self, folder: &Path) -> Engines {
        match self {
            Self::Embedded => embedded(folder),
            Self::Distributed => distributed(in_its_own_runtime(|| PostgresDatabase::migrated(migrate))),
        }
    }
}

/// Where they are by default.
fn embedded(folder: &Path) -> Engines {
    let file = folder.join("data/fasttrack.db");
    Engines { url: format!("sqlite://{}", file.display()), variables: Vec::new(), _database: None }
}

fn distributed(database: PostgresDatabase) -> Engines {
    let url = database.url.clone();
    // Each engine that processes share is named here, with a place in it that is this test's own.
    let variables = vec![
        ("DATABASE_URL", url.clone()),
        // Many tests share a server: few connections each. And a busy machine is no reason to fail.
        ("DB_CONNECTIONS", "4".to_owned()),
        ("DB_READ_CONNECTIONS", "1".to_owned()),
        ("DB_CONNECT_TIMEOUT", "5s".to_owned()),
        ("REDIS_URL", RedisServer::shared().url().to_owned()),
        ("REDIS_NAMESPACE", redis::namespace()),
    ];
    Engines { url, variables, _database: Some(database) }
}

impl Engines {
    /// A session on the Postgres database, which holds what it has locked until it is dropped.
    pub async fn session(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await.unwrap();
        drop(tokio::spawn(connection));
        client
    }

    /// Changes the database behind everybody's back.
    pub fn execute(&self, sql: &str) {
        match self.url.strip_prefix("sqlite://") {
            Some(file) => {
                // Others write, too.
                let sql = format!("PRAGMA busy_timeout = 20000; {sql}");
                SqliteConnection::establish(file).unwrap().batch_execute(&sql).unwrap();
            }
            None => in_its_own_runtime(|| postgres::execute(&self.url, sql)).unwrap(),
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Engines {
    /// One column of what is in the database, as text; in SQLite it has to be called `text`.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        match self.url.strip_prefix("sqlite://") {
            Some(file) => {
                let rows: Vec<Row> =
                    diesel::sql_query(sql).load(&mut SqliteConnection::establish(file).unwrap()).unwrap();
                rows.into_iter().map(|row| row.text).collect()
            }
            None => in_its_own_runtime(|| postgres::texts(&self.url, sql)),
        }
    }
}

async fn migrate(url: String) -> Result<(), MigrationError> {
    Migrations::new(&PostgresSettings::new(url)).run().await.map(drop)
}

/// For what takes longer than a test does.
impl Engines {
    /// As if what is in this column had been so many hours before.
    pub fn set_back(&self, table: &str, column: &str, hours: u32) {
        let span = match self.is_sqlite() {
            true => format!("{hours} * 3600000000"),
            false => format!("interval '{hours} hours'"),
        };
        self.execute(&format!("UPDATE {table} SET {column} = {column} - {span}"));
    }

    /// A job that is due now, of a kind whose word says it all. Workers find it when they look.
    pub fn add_job(&self, kind: &str) {
        let (id, now) = match self.is_sqlite() {
            true => ("randomblob(16)", "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"),
            false => ("gen_random_uuid()", "now()"),
        };
        self.execute(&format!(
            "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, max_attempts, cancel_requested, created_at)
             VALUES ({id}, '{kind}', '{{}}', 'waiting', {now}, 0, 5, {no}, {now})",
            no = if self.is_sqlite() { "0" } else { "false" },
        ));
    }

    /// An entry of the audit log that is so many days old: those that are there cannot be made older.
    pub fn add_audit_entry(&self, days: u32) {
        let (id, at) = match self.is_sqlite() {
            true => ("randomblob(16)", format!("(unixepoch() - {days} * 86400) * 1000000")),
            false => ("gen_random_uuid()", format!("now() - interval '{days} days'")),
        };
        self.execute(&format!(
            "INSERT INTO audit_log (id, at, actor_kind, action, request_id)
             VALUES ({id}, {at}, 'system', 'venue.deleted', '')"
        ));
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite://")
    }
}

/// A test may be in a runtime of its own, or in none.
fn in_its_own_runtime<T: Send, F: Future<Output = T>>(work: impl FnOnce() -> F + Send) -> T {
    thread::scope(|scope| {
        let work = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work())
        });
        work.join().unwrap()
    })
}
