//! The adapters behind the ports, and the use cases on top of them. The only place that knows
//! which adapter stands for which port.

use std::{num::NonZeroUsize, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use chrono::TimeDelta;
use fasttrack_application::{
    api_keys::{ApiKeys, KeyUses},
    attachments::{AttachmentBlobs, Attachments, Pictures},
    audit::Audit,
    auth::{Auth, SignInLimits, TokenLifetimes},
    blobs::Blobs,
    calendar::Calendars,
    events::{Events, ViewCounts},
    exports::Exports,
    forecasts::Forecasts,
    imports::{ImportBlobs, ImportJobs, Imports},
    jobs::{Jobs, Maintenance, Task},
    registrations::Registrations,
    reminders::Reminders,
    seed::Seeder,
    users::Users,
    venues::Venues,
};
use fasttrack_blobs::FolderBlobs;
use fasttrack_domain::{
    job::JobKind,
    ports::{
        AccessTokens, BlobStore, Bus, Clock, Dependency, IdGenerator, Notifier, PasswordHasher, RateLimiter,
    },
};
use fasttrack_jwt::{
    AccessTokenSettings, BcryptHasher, HashingSettings, JwtAccessTokens, RandomTokens, SigningKeys,
};
use fasttrack_memory::{SystemClock, UuidV7};
use fasttrack_notify::{LogNotifier, SmtpNotifier};
use fasttrack_worker::{Worker, handlers, handlers::UseCases, recurring};
use slog::Logger;

use super::{
    forecasting,
    persistence::Persistence,
    schema,
    sharing::{Caches, Sharing},
};
use crate::settings::{
    AccessSettings, FileSettings, ForecastSettings, ImportLimits, JobsSettings, MessageSettings, Settings,
};

/// What use cases need of the outside.
pub struct Adapters {
    pub(super) persistence: Persistence,
    sharing: Sharing,
    caches: Caches,
    hasher: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdGenerator>,
    self_signup: bool,
    blobs: PathBuf,
    import_limits: ImportLimits,
    files: FileSettings,
    pictures: Pictures,
    messages: MessageSettings,
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
        let sharing = Sharing::open(&settings.sharing, &settings.limits, logger).await?;
        let hashing = HashingSettings { cost: settings.access.bcrypt_cost, ..HashingSettings::default() };
        Ok(Self {
            caches: sharing.caches(&persistence, &settings.sharing),
            sharing,
            hasher: Arc::new(BcryptHasher::new(hashing)?),
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
            self_signup: settings.access.self_signup,
            blobs: settings.blobs.clone(),
            import_limits: settings.imports,
            files: settings.files.clone(),
            pictures: Pictures::new(settings.files.attachment_max_pixels),
            messages: settings.messages.clone(),
            persistence,
        })
    }

    /// Carries announcements.
    pub(super) fn bus(&self) -> Arc<dyn Bus> {
        self.sharing.bus.clone()
    }

    /// Counts how often somebody asks.
    pub(super) fn limiter(&self) -> Arc<dyn RateLimiter> {
        self.sharing.limiter.clone()
    }

    /// Where files are kept. The folder is made when somebody needs it, not by every command.
    ///
    /// # Errors
    /// When there can be no such folder.
    pub fn blobs(&self) -> anyhow::Result<Arc<dyn BlobStore>> {
        let folder = self.blobs.display();
        let blobs = FolderBlobs::open(&self.blobs)
            .with_context(|| format!("cannot keep files in {folder} (BLOB_URL)"))?;
        Ok(Arc::new(blobs))
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

    /// The use cases of imports that jobs do.
    ///
    /// # Errors
    /// When there can be no place for files.
    pub fn import_jobs(&self) -> anyhow::Result<ImportJobs> {
        Ok(ImportJobs {
            imports: self.imports(),
            queries: self.persistence.imports.clone(),
            jobs: self.persistence.jobs.clone(),
            users: self.persistence.users.clone(),
            blobs: self.blobs()?,
            max_bytes: self.import_limits.max_bytes,
            max_reported: self.import_limits.max_reported,
            timeout: self.import_limits.timeout,
        })
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
            ids: self.ids.clone(),
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
                session_retention: settings.session_retention,
                audit_retention: settings.audit_retention,
            },
            imports: self.import_jobs()?,
            attachments: self.attachments()?,
            blobs: self.blob_keeping()?,
            reminders: self.reminders(logger)?,
            forecasts,
        });
        // A few long files shall not keep the reminders waiting.
        let half = NonZeroUsize::new(settings.worker.concurrency.get() / 2).unwrap_or(NonZeroUsize::MIN);
        let handlers = handlers.at_most(&Task::IMPORT_EVENTS, half);
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

    /// The use cases of attachments.
    ///
    /// # Errors
    /// When there can be no folder of files.
    pub(super) fn attachments(&self) -> anyhow::Result<Attachments> {
        Ok(Attachments {
            store: self.persistence.store.clone(),
            queries: self.persistence.attachments.clone(),
            events: self.caches.events.clone(),
            blobs: self.blobs()?,
            pictures: self.pictures.clone(),
            max_bytes: self.files.attachment_max_bytes,
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        })
    }

    /// What keeps blobs from being there for nothing.
    fn blob_keeping(&self) -> anyhow::Result<Blobs> {
        Ok(Blobs {
            store: self.blobs()?,
            owners: vec![
                Arc::new(AttachmentBlobs(self.persistence.attachments.clone())),
                Arc::new(ImportBlobs(self.persistence.imports.clone())),
            ],
            clock: self.clock.clone(),
            orphan_age: self.files.blob_orphan_age,
        })
    }

    fn reminders(&self, logger: &Logger) -> anyhow::Result<Reminders> {
        Ok(Reminders {
            store: self.persistence.store.clone(),
            registrations: self.persistence.registrations.clone(),
            events: self.persistence.events.clone(),
            notifier: self.notifier(logger)?,
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            ahead: self.messages.remind_before,
        })
    }

    fn notifier(&self, logger: &Logger) -> anyhow::Result<Arc<dyn Notifier>> {
        let MessageSettings { smtp, remind_before } = &self.messages;
        if let Some(smtp) = smtp {
            return Ok(Arc::new(SmtpNotifier::new(smtp.clone()).context("SMTP_URL and MAIL_FROM")?));
        }
        if remind_before.is_some() {
            slog::warn!(logger, "messages to people are not sent but logged: there is no SMTP_URL");
        }
        Ok(Arc::new(LogNotifier::new(logger.clone())))
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
            lately: Arc::default(),
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

    pub(super) fn audit(&self) -> Audit {
        Audit { queries: self.persistence.audit.clone() }
    }

    pub(super) fn auth(&self, keys: &SigningKeys, settings: &Settings) -> anyhow::Result<Auth> {
        let access = &settings.access;
        let lifetimes = TokenLifetimes {
            access: TimeDelta::from_std(access.access_token_ttl).context("ACCESS_TOKEN_TTL")?,
            refresh: TimeDelta::from_std(access.refresh_token_ttl).context("REFRESH_TOKEN_TTL")?,
        };
        Ok(Auth {
            store: self.persistence.store.clone(),
            users: self.persistence.users.clone(),
            sessions: self.persistence.sessions.clone(),
            active: self.caches.sessions.clone(),
            active_keys: self.caches.api_keys.clone(),
            key_uses: Arc::new(KeyUses::new(self.persistence.store.clone())),
            changes: self.sharing.changes(),
            limits: SignInLimits { limiter: self.limiter(), quotas: settings.limits.sign_in.clone() },
            hasher: self.hasher.clone(),
            access: self.access_tokens(keys),
            opaque: Arc::new(RandomTokens),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            lifetimes,
        })
    }

    pub(super) fn api_keys(&self, settings: &AccessSettings) -> anyhow::Result<ApiKeys> {
        Ok(ApiKeys {
            store: self.persistence.store.clone(),
            queries: self.persistence.api_keys.clone(),
            changes: self.sharing.changes(),
            opaque: Arc::new(RandomTokens),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            max_ttl: TimeDelta::from_std(settings.api_key_max_ttl).context("API_KEY_MAX_TTL")?,
            max_per_user: settings.api_key_max_per_user,
        })
    }

    fn access_tokens(&self, keys: &SigningKeys) -> Arc<dyn AccessTokens> {
        let settings = AccessTokenSettings::default();
        Arc::new(JwtAccessTokens::new(keys, settings, self.clock.clone(), self.ids.clone()))
    }
}
