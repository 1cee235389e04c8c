use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    job::{Job, JobId},
};

use super::Reminders;
use crate::{jobs::Task, unit::in_unit};

impl Reminders {
    /// How many registrations are taken in one unit: a unit that takes them all would hold up everybody
    /// else.
    pub const BATCH: u16 = 200;

    /// How often a message may be tried: for about a day, as far apart as failed attempts get. A mail
    /// server may be down for that long, and who is not reminded before the event starts need not be.
    pub const ATTEMPTS: u32 = 100;

    /// Adds a job for each registration of which to remind; tells how many. What is taken stays taken
    /// if this is cut off half-way, and has its jobs.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let Some(ahead) = self.ahead else { return Ok(0) };
        let ahead = TimeDelta::from_std(ahead).unwrap_or(TimeDelta::MAX);
        let mut all = 0;
        loop {
            let taken = in_unit(&*self.store, async |mut unit| {
                let now = self.clock.now();
                let taken = unit.registrations().take_reminders(now, ahead, Self::BATCH).await?;
                for (registration, starts_at) in &taken {
                    let id = JobId::new(self.ids.next());
                    let job = Task::SendReminder(*registration, *starts_at).job(id, now);
                    unit.jobs().add(&Job { max_attempts: Self::ATTEMPTS, ..job }).await?;
                }
                unit.commit().await?;
                Ok::<_, StoreError>(taken.len())
            })
            .await?;
            all += u64::try_from(taken).unwrap_or(u64::MAX);
            if taken < usize::from(Self::BATCH) {
                return Ok(all);
            }
        }
    }
}
