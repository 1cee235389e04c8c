use fasttrack_domain::{
    event::{EventStatus, EventView},
    registration::{Registration, RegistrationId, RegistrationStatus},
    time::Timestamp,
};

use super::{ReminderError, Reminders, words};

/// What came of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// The message was handed over.
    Sent,
    /// There was no reason to any more.
    NotNeeded,
}

impl Reminders {
    /// Reminds somebody of a registration for an event that starts at that time, if that is still so.
    ///
    /// Of the two things that are to happen, that the message is handed over and that it is known to
    /// have been, the second can fail: then it is handed over again, as the same message.
    ///
    /// # Errors
    /// [`ReminderError`].
    pub async fn send(
        &self,
        registration: RegistrationId,
        starts_at: Timestamp,
    ) -> Result<Reminded, ReminderError> {
        let Some(registration) = self.registrations.find(registration).await? else {
            return Ok(Reminded::NotNeeded);
        };
        let Some(view) = self.events.find(registration.event_id).await? else {
            return Ok(Reminded::NotNeeded);
        };
        if !is_due(&registration, &view, starts_at, self.clock.now()) {
            return Ok(Reminded::NotNeeded);
        }
        let Some(notification) = words::reminder(&registration, &view) else {
            return Ok(Reminded::NotNeeded);
        };
        self.notifier.notify(&notification).await?;
        Ok(Reminded::Sent)
    }
}

fn is_due(registration: &Registration, view: &EventView, starts_at: Timestamp, now: Timestamp) -> bool {
    let details = &view.event.details;
    registration.status == RegistrationStatus::Confirmed
        && details.status == EventStatus::Published
        && details.schedule.starts_at() == starts_at
        && starts_at > now
}
