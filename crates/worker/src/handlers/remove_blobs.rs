use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{blobs::Blobs, jobs::Task};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Removes blobs. What one attempt removed, the next need not.
pub struct RemoveBlobs(pub Blobs);

impl RemoveBlobs {
    /// How long an attempt may take: 1 minute.
    pub const TIMEOUT: Duration = Duration::from_secs(60);
}

#[async_trait]
impl Handler for RemoveBlobs {
    async fn run(&self, running: Running) -> Outcome {
        let Task::RemoveBlobs(keys) = running.task()? else { return Err(Failure::not_mine()) };
        self.0.remove(&keys).await.map_err(|error| Failure::Passing(error.into()))?;
        Ok(Done::With(Some(json!({ "removed": keys.len() }).to_string())))
    }
}
