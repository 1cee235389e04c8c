//! The application as it ships: built by the binary and by the tests in the same way.

mod adapters;
mod first_admin;
mod forecasting;
mod migrations;
mod persistence;
pub mod schema;
mod sharing;
pub mod shutdown;
mod signing;
mod together;
mod views;

pub use adapters::Adapters;
pub use first_admin::FirstLogin;
pub use migrations::{Migrations, WAITING};

use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, anyhow};
use fasttrack_application::{Context, api_keys::KeyUses, events::ViewCounts};
use fasttrack_domain::ports::{Bus, IdGenerator as _};
use fasttrack_http::{AppState, HttpSettings, TrustedProxies};
use fasttrack_worker::Worker;
use slog::{Logger, info, warn};
use tokio_util::sync::CancellationToken;

use self::together::{first_failure, together};
use crate::settings::{Engine, Environment, ProviderChoice, ServerSettings, Settings};

/// A server that listens already, and answers as soon as it runs.
pub struct Application {
    address: SocketAddr,
    listener: TcpListener,
    first_login: Option<FirstLogin>,
    state: AppState,
    http: HttpSettings,
    views: Arc<ViewCounts>,
    views_flush_interval: Duration,
    key_uses: Arc<KeyUses>,
    worker: Option<Worker>,
    bus: Arc<dyn Bus>,
    logger: Logger,
}

impl Application {
    /// Takes the port, opens the database, and makes what a first start needs.
    ///
    /// # Errors
    /// When the port is taken, the database cannot be used, or its schema is another one in prod.
    pub async fn build(settings: &Settings, logger: Logger) -> anyhow::Result<Self> {
        // First, since it is what fails most: nothing was made yet then.
        let listener = listen(settings.http.address)?;
        let address = listener.local_addr().context("the socket has no address")?;
        let waiting = logger.clone();
        let adapters = Adapters::open(settings, &logger, move || info!(waiting, "{}", WAITING)).await?;
        warn_of_one_process(settings, &logger);
        warn_of_made_up_weather(settings, &logger);
        let keys = signing::keys(settings)?;
        let users = adapters.users();
        let ctx = system_context();
        let first_login = first_admin::ensure(&users, settings, &ctx, &logger).await?;
        let forecasts = adapters.forecasts(&settings.forecasts, &logger)?;
        let events = adapters.events(forecasts.provider.horizon());
        let auth = adapters.auth(&keys, settings)?;
        let worker =
            settings.jobs.in_serve.then(|| adapters.worker(&settings.jobs, &[], forecasts.clone(), &logger));
        Ok(Self {
            worker: worker.transpose()?,
            bus: adapters.bus(),
            address,
            listener,
            first_login,
            views: events.views.clone(),
            views_flush_interval: settings.views_flush_interval,
            key_uses: auth.key_uses.clone(),
            http: http_settings(settings),
            state: AppState {
                auth,
                users,
                venues: adapters.venues(),
                events,
                exports: adapters.exports(),
                registrations: adapters.registrations(),
                jobs: adapters.jobs(),
                imports: adapters.import_jobs()?,
                forecasts,
                calendars: adapters.calendars(),
                attachments: adapters.attachments()?,
                api_keys: adapters.api_keys(&settings.access)?,
                limiter: adapters.limiter(),
                audit: adapters.audit(),
                store: adapters.persistence.store.clone(),
                dependencies: adapters.dependencies(),
                ids: adapters.ids.clone(),
                logger: logger.clone(),
            },
            logger,
        })
    }

    /// Where it listens; the port is the real one when 0 was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How to sign in, when this start made the first admin. Given once.
    pub const fn take_first_login(&mut self) -> Option<FirstLogin> {
        self.first_login.take()
    }

    /// Serves until `stop` is cancelled, finishes the running requests within the grace period,
    /// and writes the last views and uses of API keys. Ends by itself, in the same way, when the
    /// socket fails or the worker does.
    ///
    /// # Errors
    /// When the socket or the worker fails, or the last views cannot be written.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let Self {
            address,
            listener,
            state,
            http,
            views,
            views_flush_interval,
            key_uses,
            worker,
            bus,
            logger,
            first_login: _,
        } = self;
        info!(logger, "listening"; "address" => %address, "docs" => format!("http://{address}/docs"));
        // Views are still counted while requests finish, so their flushing ends after them.
        let served = CancellationToken::new();
        let flushing = views::flush_every(
            views_flush_interval,
            views.clone(),
            key_uses.clone(),
            logger.clone(),
            served.clone(),
        );
        let flushing = tokio::spawn(flushing);
        let stop = stop.child_token();
        let working = worker.map(|worker| worker.run(stop.clone()));
        let serving = fasttrack_http::run(listener, state, http, stop.clone());
        let serving = async { serving.await.context("cannot serve") };
        let [serving, working] = together(serving, working, &stop).await;
        served.cancel();
        let flushing = flushing.await.context("the views' task failed");
        bus.flush().await;
        let views = views.flush().await.context("cannot write the last views");
        let uses = key_uses.flush().await.context("cannot write the last uses of API keys");
        info!(logger, "stopped");
        first_failure([serving, working, flushing, views, uses], &logger)
    }
}

/// The context of what the process, or the operator at the command line, does by itself.
#[must_use]
pub fn system_context() -> Context {
    Context::system(fasttrack_memory::UuidV7.next().to_string())
}

fn warn_of_one_process(settings: &Settings, logger: &Logger) {
    if settings.environment == Environment::Prod && matches!(settings.database.engine, Engine::Sqlite(_)) {
        warn!(
            logger,
            "the data is in a SQLite file, which is for one process: DATABASE_URL=postgres://… is for several"
        );
    }
}

fn warn_of_made_up_weather(settings: &Settings, logger: &Logger) {
    let made_up = settings.forecasts.provider == ProviderChoice::Simulated;
    if settings.environment == Environment::Prod && made_up {
        warn!(
            logger,
            "the weather at events is made up: FORECAST_PROVIDER=open-meteo asks somebody who knows"
        );
    }
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("cannot listen on {address}: something else does already; stop it, or set HTTP_ADDR")
        }
        ErrorKind::PermissionDenied => {
            anyhow!("cannot listen on {address}: ports below 1024 need a privilege; set HTTP_ADDR")
        }
        _ => anyhow!(error).context(format!("cannot listen on {address}")),
    })
}

fn http_settings(settings: &Settings) -> HttpSettings {
    let ServerSettings {
        address: _,
        workers,
        cors_allowed_origins,
        headers_limit,
        trusted_proxies,
        body_limit,
        batch_body_limit,
        request_timeout,
        upload_timeout,
        idempotency_ttl,
        header_timeout,
        keep_alive,
        max_connections,
        stall_timeout,
        shutdown_grace,
    } = settings.http.clone();
    HttpSettings {
        workers,
        cors_allowed_origins,
        headers_limit,
        trusted_proxies: TrustedProxies::new(trusted_proxies),
        rate_limits: settings.limits.rates,
        body_limit,
        batch_body_limit,
        request_timeout,
        upload_timeout,
        idempotency_ttl,
        header_timeout,
        keep_alive,
        max_connections,
        stall_timeout,
        shutdown_grace,
        release: env!("CARGO_PKG_VERSION"),
    }
}
