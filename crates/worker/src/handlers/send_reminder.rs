use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{
    jobs::Task,
    reminders::{Reminded, ReminderError, Reminders},
};
use fasttrack_domain::ports::NotifyError;
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Reminds somebody of a registration. A message that was handed over by an attempt of which nobody
/// knows is handed over again, as the same message.
pub struct SendReminder(pub Reminders);

impl SendReminder {
    /// How long an attempt may take: 2 minutes, which is longer than any mail server is waited for.
    pub const TIMEOUT: Duration = Duration::from_secs(2 * 60);
}

#[async_trait]
impl Handler for SendReminder {
    async fn run(&self, running: Running) -> Outcome {
        let Task::SendReminder(registration, starts_at) = running.task()? else {
            return Err(Failure::not_mine());
        };
        let outcome = match self.0.send(registration, starts_at).await.map_err(failure)? {
            Reminded::Sent => "sent",
            Reminded::NotNeeded => "not_needed",
        };
        Ok(Done::With(Some(json!({ "outcome": outcome }).to_string())))
    }
}

fn failure(error: ReminderError) -> Failure {
    match error {
        ReminderError::Notify(NotifyError::Refused(_)) => Failure::Fatal(error.into()),
        ReminderError::Notify(NotifyError::Unavailable(_)) | ReminderError::Store(_) => {
            Failure::Passing(error.into())
        }
    }
}
