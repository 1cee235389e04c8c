use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::jobs::{Maintenance, Task};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Removes entries of the audit log that are old. What one attempt removed, the next need not.
pub struct PruneAudit(pub Maintenance);

impl PruneAudit {
    /// How long an attempt may take: 10 minutes.
    pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);
}

#[async_trait]
impl Handler for PruneAudit {
    async fn run(&self, running: Running) -> Outcome {
        let Task::PruneAudit = running.task()? else { return Err(Failure::not_mine()) };
        let removed = self.0.prune_audit().await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "removed": removed }).to_string())))
    }
}
