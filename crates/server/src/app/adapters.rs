//! The adapters behind the ports, and the use cases on top of them. The only place that knows
//! which adapter stands for which port.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::TimeDelta;
use fasttrack_application::{
    auth::{Auth, TokenLifetimes},
    calendar::Calendars,
    events::{Events, ViewCounts},
    exports::Exports,
    forecasts::Forecasts,
    imports::Imports,
    jobs::{Jobs, Maintenance},
    registrations::Registrations,
    seed::Seeder,
    users::Users,
    venues::Venues,
};
use fasttrack_domain::{
    job::JobKind,
    ports::{AccessTokens, Bus, Clock, Dependency, IdGenerator, PasswordHasher},
};
use fasttrack_jwt::{
    AccessTokenSettings, BcryptHasher, HashingSettings, JwtAccessTokens, RandomTokens, SigningKeys,
};
use fasttrack_memory::{SystemClock, UuidV7};
use fasttrack_worker::{Worker, handlers, handlers::UseCases, recurring};
use slog::Logger;

use super::{
    forecasting,
    persistence::Persistence,
    schema,
    sharing::{Caches, Sharing},
};
use crate::settings::{AccessSettings, ForecastSettings, JobsSettings, Settings};

/// What use cases need of the outside.
pub struct Adapters {
    pub(super) persistence: Persistence,
    sharing: Sharing,
    caches: Caches,
    hasher: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdGenerator>,
    self_signup: bool,
}

impl Adapters {
    /// Opens the database, and makes sure that its schema is the one of this program. Tells once by
    /// `on_wait` that it waits for another process that migrates.
    ///
    /// # Errors
    /// When the database cannot be opened, or has another schema in prod.
    pub async fn open(
        settings: &Settings,
        logger: &Logger,
        on_wait: impl Fn() + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        schema::prepare(settings, on_wait).await?;
        let persistence = Persistence::open(&settings.database).await?;
        let sharing = Sharing::open(&settings.sharing, logger).await?;
        let hashing = HashingSettings { cost: settings.access.bcrypt_cost, ..HashingSettings::default() };
        Ok(Self {
            caches: sharing.caches(&persistence, &settings.sharing),
            sharing,
            hasher: Arc::new(BcryptHasher::new(hashing)?),
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
            self_signup: settings.access.self_signup,
            persistence,
        })
    }

    /// Carries announcements.
    pub(super) fn bus(&self) -> Arc<dyn Bus> {
        self.sharing.bus.clone()
    }

    /// What can be done without for a while.
    pub(super) fn dependencies(&self) -> Vec<Arc<dyn Dependency>> {
        self.sharing.dependencies.clone()
    }

    /// The use cases of users.
    #[must_use]
    pub fn users(&self) -> Users {
        Users {
            store: self.persistence.store.clone(),
            queries: self.persistence.users.clone(),
            changes: self.sharing.changes(),
            hasher: self.hasher.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            self_signup: self.self_signup,
        }
    }

    /// The use cases of imports.
    #[must_use]
    pub fn imports(&self) -> Imports {
        Imports {
            store: self.persistence.store.clone(),
            changes: self.sharing.changes(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        }
    }

    /// What makes demo data.
    #[must_use]
    pub fn seeder(&self) -> Seeder {
        Seeder { store: self.persistence.store.clone(), queries: self.persistence.events.clone() }
    }

    /// The use cases of jobs.
    #[must_use]
    pub fn jobs(&self) -> Jobs {
        Jobs {
            store: self.persistence.store.clone(),
            queries: self.persistence.jobs.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Who does jobs of these kinds, or of all when none is named.
    ///
    /// # Errors
    /// When nobody can do jobs of one of these kinds.
    pub fn worker(
        &self,
        settings: &JobsSettings,
        kinds: &[JobKind],
        forecasts: Forecasts,
        logger: &Logger,
    ) -> anyhow::Result<Worker> {
        let handlers = handlers::all(UseCases {
            maintenance: Maintenance {
                store: self.persistence.store.clone(),
                clock: self.clock.clone(),
                job_retention: settings.retention,
            },
            forecasts,
        });
        Ok(Worker {
            queue: self.persistence.queue.clone(),
            store: self.persistence.store.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            handlers: if kinds.is_empty() { handlers } else { handlers.only(kinds)? },
            schedules: recurring()?,
            settings: settings.worker.clone(),
            logger: logger.clone(),
        })
    }

    /// The use cases of forecasts, and who makes them: what asks should share one, and so know together
    /// when nobody answers.
    ///
    /// # Errors
    /// When the provider cannot even be tried.
    pub fn forecasts(&self, settings: &ForecastSettings, logger: &Logger) -> anyhow::Result<Forecasts> {
        Ok(Forecasts {
            store: self.persistence.store.clone(),
            queries: self.persistence.forecasts.clone(),
            cached: self.caches.events.clone(),
            provider: forecasting::provider(settings, self.clock.clone(), logger)?,
            changes: self.sharing.changes(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            refresh_after: TimeDelta::from_std(settings.refresh_after).context("FORECAST_REFRESH_AFTER")?,
        })
    }

    pub(super) fn venues(&self) -> Venues {
        Venues {
            store: self.persistence.store.clone(),
            queries: self.persistence.venues.clone(),
            cached: self.caches.venues.clone(),
            changes: self.sharing.changes(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        }
    }

    pub(super) fn events(&self, forecast_horizon: TimeDelta) -> Events {
        Events {
            store: self.persistence.store.clone(),
            queries: self.persistence.events.clone(),
            cached: self.caches.events.clone(),
            changes: self.sharing.changes(),
            views: Arc::new(ViewCounts::new(self.persistence.store.clone())),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            forecast_horizon,
        }
    }

    /// The use cases of exports.
    #[must_use]
    pub fn exports(&self) -> Exports {
        // They make no events, of which anybody would ask what the weather is.
        Exports { events: self.events(TimeDelta::zero()), venues: self.persistence.venues.clone() }
    }

    pub(super) fn registrations(&self) -> Registrations {
        Registrations {
            store: self.persistence.store.clone(),
            queries: self.persistence.registrations.clone(),
            events: self.persistence.events.clone(),
            users: self.persistence.users.clone(),
            changes: self.sharing.changes(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        }
    }

    pub(super) fn calendars(&self) -> Calendars {
        Calendars {
            store: self.persistence.store.clone(),
            users: self.persistence.users.clone(),
            events: self.persistence.events.clone(),
            opaque: Arc::new(RandomTokens),
            clock: self.clock.clone(),
        }
    }

    pub(super) fn auth(&self, keys: &SigningKeys, access: &AccessSettings) -> anyhow::Result<Auth> {
        let lifetimes = TokenLifetimes {
            access: TimeDelta::from_std(access.access_token_ttl).context("ACCESS_TOKEN_TTL")?,
            refresh: TimeDelta::from_std(access.refresh_token_ttl).context("REFRESH_TOKEN_TTL")?,
        };
        Ok(Auth {
            store: self.persistence.store.clone(),
            users: self.persistence.users.clone(),
            sessions: self.persistence.sessions.clone(),
            active: self.caches.sessions.clone(),
            changes: self.sharing.changes(),
            hasher: self.hasher.clone(),
            access: self.access_tokens(keys),
            opaque: Arc::new(RandomTokens),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            lifetimes,
        })
    }

    fn access_tokens(&self, keys: &SigningKeys) -> Arc<dyn AccessTokens> {
        let settings = AccessTokenSettings::default();
        Arc::new(JwtAccessTokens::new(keys, settings, self.clock.clone(), self.ids.clone()))
    }
}
