//! The handlers that there are, a file a kind: read what to do, call one use case, say what came of
//! it.

mod prune_jobs;
mod prune_sessions;
mod send_reminder;
mod sweep_reminders;

pub use prune_jobs::PruneJobs;
pub use prune_sessions::PruneSessions;
pub use send_reminder::SendReminder;
pub use sweep_reminders::SweepReminders;

use fasttrack_application::{
    jobs::{Maintenance, Task},
    reminders::Reminders,
};

use crate::Handlers;

/// The use cases that jobs call.
#[derive(Clone)]
pub struct UseCases {
    /// Keeps the store from growing.
    pub maintenance: Maintenance,
    /// Reminds people.
    pub reminders: Reminders,
}

/// Every kind, and who does it.
#[must_use]
pub fn all(use_cases: UseCases) -> Handlers {
    let UseCases { maintenance, reminders } = use_cases;
    Handlers::default()
        .with(Task::PruneJobs.kind(), PruneJobs::TIMEOUT, PruneJobs(maintenance.clone()))
        .with(Task::PruneSessions.kind(), PruneSessions::TIMEOUT, PruneSessions(maintenance))
        .with(Task::SweepReminders.kind(), SweepReminders::TIMEOUT, SweepReminders(reminders.clone()))
        .with(Task::SEND_REMINDER, SendReminder::TIMEOUT, SendReminder(reminders))
}
