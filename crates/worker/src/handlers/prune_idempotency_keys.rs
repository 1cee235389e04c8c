use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::jobs::{Maintenance, Task};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Removes answers to requests that may be made again, when their time is over.
pub struct PruneIdempotencyKeys(pub Maintenance);

impl PruneIdempotencyKeys {
    /// How long an attempt may take: 10 minutes.
    pub const TIMEOUT: Duration = Duration::from_secs(10 * 60);
}

#[async_trait]
impl Handler for PruneIdempotencyKeys {
    async fn run(&self, running: Running) -> Outcome {
        let Task::PruneIdempotencyKeys = running.task()? else { return Err(Failure::not_mine()) };
        let removed =
            self.0.prune_idempotency_keys().await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "removed": removed }).to_string())))
    }
}
