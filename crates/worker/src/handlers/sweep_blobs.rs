use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{
    blobs::{Blobs, Swept},
    jobs::Task,
};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Looks for blobs that nothing refers to, and removes them. What one attempt removed, the next need
/// not.
pub struct SweepBlobs(pub Blobs);

impl SweepBlobs {
    /// How long an attempt may take: 30 minutes. It looks at each blob that there is.
    pub const TIMEOUT: Duration = Duration::from_secs(30 * 60);
}

#[async_trait]
impl Handler for SweepBlobs {
    async fn run(&self, running: Running) -> Outcome {
        let Task::SweepBlobs = running.task()? else { return Err(Failure::not_mine()) };
        let swept = self.0.sweep().await.map_err(|error| Failure::Passing(error.into()))?;
        let Swept { looked_at, removed } = swept;
        Ok(Done::With(Some(json!({ "looked_at": looked_at, "removed": removed }).to_string())))
    }
}
