//! The handlers that there are, a file a kind: read what to do, call one use case, say what came of
//! it.

mod import_events;
mod make_thumbnail;
mod prune_api_keys;
mod prune_audit;
mod prune_idempotency_keys;
mod prune_jobs;
mod prune_sessions;
mod refresh_forecast;
mod remove_blobs;
mod send_reminder;
mod sweep_blobs;
mod sweep_forecasts;
mod sweep_reminders;

pub use import_events::ImportEvents;
pub use make_thumbnail::MakeThumbnail;
pub use prune_api_keys::PruneApiKeys;
pub use prune_audit::PruneAudit;
pub use prune_idempotency_keys::PruneIdempotencyKeys;
pub use prune_jobs::PruneJobs;
pub use prune_sessions::PruneSessions;
pub use refresh_forecast::RefreshForecast;
pub use remove_blobs::RemoveBlobs;
pub use send_reminder::SendReminder;
pub use sweep_blobs::SweepBlobs;
pub use sweep_forecasts::SweepForecasts;
pub use sweep_reminders::SweepReminders;

use fasttrack_application::{
    attachments::Attachments,
    blobs::Blobs,
    forecasts::Forecasts,
    imports::ImportJobs,
    jobs::{Maintenance, Task},
    reminders::Reminders,
};

use crate::Handlers;

/// The use cases that jobs call.
#[derive(Clone)]
pub struct UseCases {
    /// Keeps the store from growing.
    pub maintenance: Maintenance,
    /// Imports files.
    pub imports: ImportJobs,
    /// Makes small pictures.
    pub attachments: Attachments,
    /// Removes blobs.
    pub blobs: Blobs,
    /// Reminds people.
    pub reminders: Reminders,
    /// Fetches forecasts.
    pub forecasts: Forecasts,
}

/// Every kind, and who does it.
#[must_use]
pub fn all(use_cases: UseCases) -> Handlers {
    let UseCases { maintenance, imports, attachments, blobs, reminders, forecasts } = use_cases;
    let imports = ImportEvents(imports);
    Handlers::default()
        .with(Task::PRUNE_JOBS, PruneJobs::TIMEOUT, PruneJobs(maintenance.clone()))
        .with(Task::PRUNE_SESSIONS, PruneSessions::TIMEOUT, PruneSessions(maintenance.clone()))
        .with(
            Task::PRUNE_IDEMPOTENCY_KEYS,
            PruneIdempotencyKeys::TIMEOUT,
            PruneIdempotencyKeys(maintenance.clone()),
        )
        .with(Task::IMPORT_EVENTS, imports.timeout(), imports)
        .with(Task::MAKE_THUMBNAIL, MakeThumbnail::TIMEOUT, MakeThumbnail(attachments))
        .with(Task::REMOVE_BLOBS, RemoveBlobs::TIMEOUT, RemoveBlobs(blobs.clone()))
        .with(Task::SWEEP_BLOBS, SweepBlobs::TIMEOUT, SweepBlobs(blobs))
        .with(Task::SWEEP_REMINDERS, SweepReminders::TIMEOUT, SweepReminders(reminders.clone()))
        .with(Task::SEND_REMINDER, SendReminder::TIMEOUT, SendReminder(reminders))
        .with(Task::REFRESH_FORECAST, RefreshForecast::TIMEOUT, RefreshForecast(forecasts.clone()))
        .with(Task::SWEEP_FORECASTS, SweepForecasts::TIMEOUT, SweepForecasts(forecasts))
        .with(Task::PRUNE_AUDIT, PruneAudit::TIMEOUT, PruneAudit(maintenance.clone()))
        .with(Task::PRUNE_API_KEYS, PruneApiKeys::TIMEOUT, PruneApiKeys(maintenance))
}
