//! The persistence ports, from whichever store the settings name.

use std::{error::Error, sync::Arc};

use anyhow::anyhow;
use fasttrack_domain::ports::{
    ApiKeyQueries, AttachmentQueries, AuditQueries, EventQueries, ForecastQueries, ImportQueries, JobQueries,
    JobQueue, RegistrationQueries, SessionQueries, Store, UserQueries, VenueQueries,
};
use fasttrack_postgres::{OpenError, PostgresStore};
use fasttrack_sqlite::SqliteStore;

use crate::settings::{DatabaseSettings, Engine};

/// Every persistence port, all of them on one database.
#[derive(Clone)]
pub(super) struct Persistence {
    pub(super) store: Arc<dyn Store>,
    pub(super) users: Arc<dyn UserQueries>,
    pub(super) sessions: Arc<dyn SessionQueries>,
    pub(super) venues: Arc<dyn VenueQueries>,
    pub(super) events: Arc<dyn EventQueries>,
    pub(super) registrations: Arc<dyn RegistrationQueries>,
    pub(super) jobs: Arc<dyn JobQueries>,
    pub(super) imports: Arc<dyn ImportQueries>,
    pub(super) queue: Arc<dyn JobQueue>,
    pub(super) attachments: Arc<dyn AttachmentQueries>,
    pub(super) forecasts: Arc<dyn ForecastQueries>,
    pub(super) api_keys: Arc<dyn ApiKeyQueries>,
    pub(super) audit: Arc<dyn AuditQueries>,
}

impl Persistence {
    /// Opens the database. Its schema is left as it is.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) async fn open(database: &DatabaseSettings) -> anyhow::Result<Self> {
        Ok(match &database.engine {
            Engine::Sqlite(settings) => Self::of(SqliteStore::connect(settings).await?),
            Engine::Postgres(settings) => {
                let opened = PostgresStore::connect(settings).await;
                Self::of(opened.map_err(|error| cannot_open(database, error))?)
            }
        })
    }

    fn of<S>(store: S) -> Self
    where
        S: Store
            + UserQueries
            + SessionQueries
            + VenueQueries
            + EventQueries
            + RegistrationQueries
            + JobQueries
            + ImportQueries
            + JobQueue
            + AttachmentQueries
            + ForecastQueries
            + ApiKeyQueries
            + AuditQueries
            + 'static,
    {
        let store = Arc::new(store);
        Self {
            users: store.clone(),
            sessions: store.clone(),
            venues: store.clone(),
            events: store.clone(),
            registrations: store.clone(),
            jobs: store.clone(),
            imports: store.clone(),
            queue: store.clone(),
            attachments: store.clone(),
            forecasts: store.clone(),
            api_keys: store.clone(),
            audit: store.clone(),
            store,
        }
    }
}

/// One line that says which database, and what is wrong with it.
pub(super) fn cannot_open(database: &DatabaseSettings, error: OpenError) -> anyhow::Error {
    match error {
        OpenError::Unreachable(cause) => {
            let said = innermost(&*cause).to_string().replace('\n', " ");
            anyhow!("cannot reach the database {database} (DATABASE_URL): {said}")
        }
        error => anyhow::Error::new(error),
    }
}

/// What began it: the driver says little more than that something went wrong.
fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    error.source().map_or(error, innermost)
}
