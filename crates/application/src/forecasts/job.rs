use chrono::TimeDelta;
use fasttrack_domain::{
    event::Event,
    job::{Job, JobId},
    time::Timestamp,
};

use crate::jobs::Task;

/// How often a job asks: as the pauses between the attempts grow, over about a quarter of an hour, which is
/// longer than a provider that was down is left alone. What is still without a forecast then is swept.
const MAX_ATTEMPTS: u32 = 10;

/// A job that asks for the forecast of an event. It is the owner's of the event: whoever may have it done
/// may look at it, the owner because it is theirs, and admins because they may look at all.
pub(crate) fn refresh_job(event: &Event, id: JobId, now: Timestamp) -> Job {
    Job {
        owner: Some(event.created_by),
        max_attempts: MAX_ATTEMPTS,
        ..Task::RefreshForecast(event.id).job(id, now)
    }
}

/// Whether an instant is to come, and within the horizon.
pub(crate) fn is_foreseeable(at: Timestamp, now: Timestamp, horizon: TimeDelta) -> bool {
    (now..=now.saturating_add(horizon)).contains(&at)
}
