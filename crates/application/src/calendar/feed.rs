use chrono::TimeDelta;
use fasttrack_domain::{event::EventView, page::Limit, user::User};

use super::{CalendarError, Calendars};

/// What a calendar shows.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Whose it is.
    pub user: User,
    /// The events, the soonest first.
    pub events: Vec<EventView>,
}

impl Calendars {
    /// How long past events stay in a calendar.
    pub const PAST: TimeDelta = TimeDelta::days(90);

    /// The events that the user of a key attends or organises: at most [`Limit::EXPORT`], past
    /// ones for [`Self::PAST`].
    ///
    /// # Errors
    /// [`CalendarError::InvalidKey`].
    pub async fn feed(&self, key: &str) -> Result<Feed, CalendarError> {
        let hash = self.opaque.hash(key);
        let user = self.users.find_by_calendar_key(&hash).await?.ok_or(CalendarError::InvalidKey)?;
        let since = self.clock.now().saturating_add(-Self::PAST);
        let events = self.events.calendar(user.id, &user.email, since, Limit::EXPORT).await?;
        Ok(Feed { user, events })
    }
}
