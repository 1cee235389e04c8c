use std::time::Duration;

use async_trait::async_trait;
use fasttrack_application::{
    attachments::{AttachmentError, Attachments, Thumbnail},
    jobs::Task,
};
use serde_json::json;

use crate::{Done, Failure, Handler, Outcome, Running};

/// Makes the small picture of an attachment; again, if an attempt before did already.
pub struct MakeThumbnail(pub Attachments);

impl MakeThumbnail {
    /// How long an attempt may take: 5 minutes. Most of it is waiting for its turn.
    pub const TIMEOUT: Duration = Duration::from_secs(5 * 60);
}

#[async_trait]
impl Handler for MakeThumbnail {
    async fn run(&self, running: Running) -> Outcome {
        let Task::MakeThumbnail(id) = running.task()? else { return Err(Failure::not_mine()) };
        let made = self.0.make_thumbnail(id).await.map_err(failure)?;
        Ok(Done::With(Some(json!({ "made": made == Thumbnail::Made }).to_string())))
    }
}

/// What is wrong with the file itself stays wrong.
fn failure(error: AttachmentError) -> Failure {
    match error {
        AttachmentError::UnreadablePicture(_)
        | AttachmentError::TooManyPixels(_)
        | AttachmentError::ContentLost => Failure::Fatal(error.into()),
        error => Failure::Passing(error.into()),
    }
}
