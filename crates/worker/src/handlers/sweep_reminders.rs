use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{jobs::Task, reminders::Reminders};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Looks for registrations of which to remind. What one attempt took has its jobs.
pub struct SweepReminders(pub Reminders);

impl SweepReminders {
    /// How long an attempt may take: 10 minutes.
    pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);
}

#[async_trait]
impl Handler for SweepReminders {
    async fn run(&self, running: Running) -> Outcome {
        let Task::SweepReminders = running.task()? else { return Err(Failure::not_mine()) };
        let taken = self.0.sweep().await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "taken": taken }).to_string())))
    }
}
