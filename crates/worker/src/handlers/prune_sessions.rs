use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::jobs::{Maintenance, Task};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Removes sessions that ended long ago. What one attempt removed, the next need not.
pub struct PruneSessions(pub Maintenance);

impl PruneSessions {
    /// How long an attempt may take: 10 minutes.
    pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);
}

#[async_trait]
impl Handler for PruneSessions {
    async fn run(&self, running: Running) -> Outcome {
        let Task::PruneSessions = running.task()? else { return Err(Failure::not_mine()) };
        let removed = self.0.prune_sessions().await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "removed": removed }).to_string())))
    }
}
