use std::str::FromStr;

use croner::{Cron, errors::CronError};
use fasttrack_application::jobs::Task;
use fasttrack_domain::{job::JobKind, time::Timestamp};

/// Something that is to be done again and again, at instants that a cron pattern gives (in UTC).
#[derive(Debug, Clone)]
pub struct Schedule {
    name: JobKind,
    cron: Cron,
    task: Task,
}

/// Why a pattern is no schedule.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// It is no cron pattern.
    #[error("{0} is no cron pattern")]
    Malformed(String, #[source] CronError),
    /// It is one that never fits.
    #[error("there is no instant that fits {0}")]
    Never(String, #[source] CronError),
}

impl Schedule {
    /// Does the task whenever the pattern fits: `minute hour day month weekday`. The name tells it
    /// from the other schedules, in all processes and for ever.
    ///
    /// # Errors
    /// [`ScheduleError`] for a pattern that is none, or never fits.
    pub fn new(name: JobKind, pattern: &str, task: Task) -> Result<Self, ScheduleError> {
        let cron =
            Cron::from_str(pattern).map_err(|error| ScheduleError::Malformed(pattern.to_owned(), error))?;
        cron.find_next_occurrence(&Timestamp::EPOCH.to_utc(), true)
            .map_err(|error| ScheduleError::Never(pattern.to_owned(), error))?;
        Ok(Self { name, cron, task })
    }

    pub(crate) const fn name(&self) -> &JobKind {
        &self.name
    }

    pub(crate) const fn task(&self) -> &Task {
        &self.task
    }

    /// The last tick until this instant.
    pub(crate) fn latest(&self, now: Timestamp) -> Option<Timestamp> {
        let tick = self.cron.find_previous_occurrence(&now.to_utc(), true).ok()?;
        Timestamp::new(tick).ok()
    }

    /// The first tick after this instant.
    pub(crate) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let tick = self.cron.find_next_occurrence(&now.to_utc(), false).ok()?;
        Timestamp::new(tick).ok()
    }
}

/// What FastTrack does again and again.
///
/// # Errors
/// None: its own patterns are right, which a test says.
pub fn recurring() -> Result<Vec<Schedule>, ScheduleError> {
    let of = |pattern, task: Task| Schedule::new(task.kind(), pattern, task);
    Ok(vec![
        // When most people sleep.
        of("17 3 * * *", Task::PruneJobs)?,
        of("37 3 * * *", Task::PruneSessions)?,
        of("41 3 * * *", Task::SweepBlobs)?,
        of("*/5 * * * *", Task::SweepReminders)?,
        // Not on the hour and the half, when everybody asks.
        of("13,43 * * * *", Task::SweepForecasts)?,
        of("47 3 * * *", Task::PruneApiKeys)?,
        // They are as large as what was made, so none stays for much longer than it is good for.
        of("23 * * * *", Task::PruneIdempotencyKeys)?,
        of("57 3 * * *", Task::PruneAudit)?,
    ])
}
