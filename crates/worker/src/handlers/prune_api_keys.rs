use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::jobs::{Maintenance, Task};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Removes API keys that expired long ago. What one attempt removed, the next need not.
pub struct PruneApiKeys(pub Maintenance);

impl PruneApiKeys {
    /// How long an attempt may take: 10 minutes.
    pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);
}

#[async_trait]
impl Handler for PruneApiKeys {
    async fn run(&self, running: Running) -> Outcome {
        let Task::PruneApiKeys = running.task()? else { return Err(Failure::not_mine()) };
        let removed = self.0.prune_api_keys().await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "removed": removed }).to_string())))
    }
}
