use fasttrack_domain::{
    job::{Job, JobId, JobState},
    time::Timestamp,
    user::User,
};

use crate::{build::made_at, unique_id};

/// A job of this kind that has waited since it was made, on nobody's account.
#[must_use]
pub fn a_job(kind: &str) -> JobBuilder {
    JobBuilder(Job::new(JobId::new(unique_id()), kind.parse().unwrap(), "{}".to_owned(), made_at()))
}

/// Made by [`a_job`].
#[derive(Debug, Clone)]
pub struct JobBuilder(Job);

impl JobBuilder {
    /// Does this.
    #[must_use]
    pub fn payload(mut self, payload: &str) -> Self {
        payload.clone_into(&mut self.0.payload);
        self
    }

    /// On the account of this user.
    #[must_use]
    pub fn of(mut self, owner: &User) -> Self {
        self.0.owner = Some(owner.id);
        self
    }

    /// The only one of its kind with this key.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.0.unique_key = Some(key.parse().unwrap());
        self
    }

    /// May begin at this instant.
    #[must_use]
    pub fn run_at(mut self, at: Timestamp) -> Self {
        self.0.run_at = at;
        self
    }

    /// Is begun so often at the most.
    #[must_use]
    pub fn max_attempts(mut self, most: u32) -> Self {
        self.0.max_attempts = most;
        self
    }

    /// Ended like this, at this instant.
    #[must_use]
    pub fn ended(mut self, state: JobState, at: Timestamp) -> Self {
        self.0.state = state;
        self.0.finished_at = Some(at);
        self
    }

    /// Made at this instant. When it may begin stays as it is.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self
    }

    /// The job.
    #[must_use]
    pub fn build(self) -> Job {
        self.0
    }
}
