use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fasttrack_application::{
    api_keys::ApiKeys, attachments::Attachments, audit::Audit, auth::Auth, calendar::Calendars,
    events::Events, exports::Exports, forecasts::Forecasts, imports::ImportJobs, jobs::Jobs,
    registrations::Registrations, users::Users, venues::Venues,
};
use fasttrack_domain::ports::{Dependency, IdGenerator, RateLimiter, Store};

/// What handlers call. Wired once, in the binary.
pub struct AppState {
    /// Signing in and sessions.
    pub auth: Auth,
    /// Users.
    pub users: Users,
    /// Venues.
    pub venues: Venues,
    /// Events.
    pub events: Events,
    /// Files of events.
    pub exports: Exports,
    /// Registrations for events.
    pub registrations: Registrations,
    /// Background work.
    pub jobs: Jobs,
    /// Files of events that are sent.
    pub imports: ImportJobs,
    /// The weather at events.
    pub forecasts: Forecasts,
    /// Calendars of events.
    pub calendars: Calendars,
    /// Files that belong to events.
    pub attachments: Attachments,
    /// Keys for machines.
    pub api_keys: ApiKeys,
    /// Counts how often somebody asks.
    pub limiter: Arc<dyn RateLimiter>,
    /// What was done, by whom.
    pub audit: Audit,
    /// Asked for a sign of life.
    pub store: Arc<dyn Store>,
    /// Asked, too; without them everything works, if not as well.
    pub dependencies: Vec<Arc<dyn Dependency>>,
    /// Makes request identifiers.
    pub ids: Arc<dyn IdGenerator>,
    /// What request loggers descend from.
    pub logger: slog::Logger,
}

/// Whether the process is on its way out.
#[derive(Default)]
pub(crate) struct Draining(AtomicBool);

impl Draining {
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
