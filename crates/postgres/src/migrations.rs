//! The schema and its history, for the binary.

use std::{sync::Arc, time::Duration};

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _,
    migration::{Migration, MigrationSource as _},
    pg::Pg,
    sql_types::{Bool, Text},
};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use fasttrack_domain::{
    error::Cause,
    migration::{MigrationState, MigrationStatus},
};

use crate::{
    connection::{Connection, Purpose, establish},
    settings::{OpenError, PostgresSettings},
};

const EMBEDDED: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

type Known = Vec<Box<dyn Migration<Pg>>>;

/// diesel's migrations are not async; this waits on a blocking thread, so that any runtime will do.
type Blocking = AsyncConnectionWrapper<Connection>;

/// The number of the lock that whoever changes the schema holds ("fasttrac", in ASCII).
const LOCK: i64 = 0x6661_7374_7472_6163;

/// How often who waits for the lock asks for it.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// Brings a database from one schema to another. The first migration makes the table of its history.
/// Of several processes that come at once, one works and the others wait for it; who only asks waits
/// for nobody.
#[derive(Clone)]
pub struct Migrations {
    settings: PostgresSettings,
    on_wait: Arc<dyn Fn() + Send + Sync>,
}

/// Why a migration did not take place.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A migration of a newer program cannot be reverted by this one.
    #[error("this program does not know the migration {version}, which the database has")]
    Unknown {
        /// Its version.
        version: String,
    },
    /// A migration failed; the database is as it was before that one.
    #[error("migrating the database failed")]
    Failed(#[source] Cause),
}

impl Migrations {
    /// Of the database that these settings name.
    #[must_use]
    pub fn new(settings: &PostgresSettings) -> Self {
        Self { settings: settings.clone(), on_wait: Arc::new(|| {}) }
    }

    /// The same, which tells once by this that it waits for another process that migrates.
    #[must_use]
    pub fn on_wait(self, tell: impl Fn() + Send + Sync + 'static) -> Self {
        Self { on_wait: Arc::new(tell), ..self }
    }

    /// Applies what is pending, and tells the names of it.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn run(&self) -> Result<Vec<String>, MigrationError> {
        self.alone(|connection| {
            let mut names = Vec::new();
            for migration in connection.pending_migrations(EMBEDDED)? {
                connection.run_migration(&*migration)?;
                names.push(migration.name().to_string());
            }
            Ok(names)
        })
        .await
    }

    /// Reverts what was applied last, and tells its name; `None` when nothing was applied.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn revert_last(&self) -> Result<Option<String>, MigrationError> {
        Ok(self.alone(|connection| revert(connection, 1)).await?.pop())
    }

    /// Reverts everything, and tells the names, the last applied first. All data is lost.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn revert_all(&self) -> Result<Vec<String>, MigrationError> {
        self.alone(|connection| revert(connection, usize::MAX)).await
    }

    /// Every migration that this program or the database knows, in order. What another process is at
    /// is pending until it is done.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, MigrationError> {
        let connection = self.connect().await?;
        blocking(connection, |connection| {
            let known = known()?;
            let known = known.iter().map(|one| (one.name().version().to_string(), one.name().to_string()));
            Ok(MigrationStatus::of_all(known, applied(connection)?))
        })
        .await
    }

    /// The names of what is not applied yet, in order.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub async fn pending(&self) -> Result<Vec<String>, MigrationError> {
        let all = self.status().await?;
        let pending = all.into_iter().filter(|status| status.state == MigrationState::Pending);
        Ok(pending.map(|status| status.name).collect())
    }

    async fn connect(&self) -> Result<Connection, MigrationError> {
        Ok(establish(&self.settings, Purpose::Migrations).await?)
    }

    /// Work that nobody else does at the same time.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Blocking) -> Result<T, Cause> + Send + 'static,
    ) -> Result<T, MigrationError> {
        let mut connection = self.connect().await?;
        self.lock(&mut connection).await.map_err(|error| MigrationError::Failed(error.into()))?;
        blocking(connection, work).await
    }

    /// Takes the lock, which is of the session: it goes with the connection.
    ///
    /// By asking again and again, since a statement that waits holds a snapshot: `CREATE INDEX
    /// CONCURRENTLY` in the migration that is waited for would wait for it, and neither would end.
    async fn lock(&self, connection: &mut Connection) -> QueryResult<()> {
        let mut told = false;
        while !try_lock(connection).await? {
            if !told {
                (self.on_wait)();
                told = true;
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
        Ok(())
    }
}

async fn try_lock(connection: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Lock {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let lock = diesel::sql_query(format!("SELECT pg_try_advisory_lock({LOCK}) AS taken"));
    let Lock { taken } = diesel_async::RunQueryDsl::get_result(lock, connection).await?;
    Ok(taken)
}

async fn blocking<T: Send + 'static>(
    connection: Connection,
    work: impl FnOnce(&mut Blocking) -> Result<T, Cause> + Send + 'static,
) -> Result<T, MigrationError> {
    let done = tokio::task::spawn_blocking(move || work(&mut Blocking::from(connection))).await;
    done.map_err(|gone| MigrationError::Failed(gone.into()))?.map_err(failed)
}

fn failed(cause: Cause) -> MigrationError {
    match cause.downcast::<MigrationError>() {
        Ok(own) => *own,
        Err(cause) => MigrationError::Failed(cause),
    }
}

/// The migrations of this program, in order.
fn known() -> Result<Known, Cause> {
    let mut known: Known = EMBEDDED.migrations()?;
    known.sort_by(|a, b| a.name().version().cmp(&b.name().version()));
    Ok(known)
}

/// The versions that the database has, the last first. diesel would make the table of them: who only
/// asks may have no right to make one.
fn applied(connection: &mut Blocking) -> Result<Vec<String>, Cause> {
    #[derive(QueryableByName)]
    struct History {
        #[diesel(sql_type = Bool)]
        begun: bool,
    }
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let history = "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS begun";
    let History { begun } = diesel::sql_query(history).get_result(connection)?;
    if !begun {
        return Ok(Vec::new());
    }
    let versions = "SELECT version FROM __diesel_schema_migrations ORDER BY version DESC";
    let all: Vec<Applied> = diesel::sql_query(versions).load(connection)?;
    Ok(all.into_iter().map(|Applied { version }| version).collect())
}

fn revert(connection: &mut Blocking, most: usize) -> Result<Vec<String>, Cause> {
    let known = known()?;
    let mut names = Vec::new();
    for version in applied(connection)?.into_iter().take(most) {
        let Some(migration) = known.iter().find(|m| m.name().version().to_string() == version) else {
            return Err(MigrationError::Unknown { version }.into());
        };
        connection.revert_migration(&**migration)?;
        names.push(migration.name().to_string());
    }
    Ok(names)
}
