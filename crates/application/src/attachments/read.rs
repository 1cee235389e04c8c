use std::ops::Range;

use fasttrack_domain::{
    attachment::{Attachment, AttachmentId},
    blob::BlobKey,
    event::EventId,
    page::{Page, PageRequest},
    ports::BlobReader,
};

use super::{AttachmentError, Attachments};
use crate::{authorise, context::Context};

impl Attachments {
    /// One attachment, for whoever may see its event.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn get(&self, ctx: &Context, id: AttachmentId) -> Result<Attachment, AttachmentError> {
        authorise::read_events(ctx)?;
        let attachment = self.queries.find(id).await?.ok_or(AttachmentError::NotFound)?;
        let view = self.events.find(attachment.event_id).await?;
        let seen = view.is_some_and(|view| authorise::may_see(ctx, &view.event));
        if seen { Ok(attachment) } else { Err(AttachmentError::NotFound) }
    }

    /// The attachments of an event, the oldest first, for whoever may see it.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn list(
        &self,
        ctx: &Context,
        event: EventId,
        page: &PageRequest,
    ) -> Result<Page<Attachment>, AttachmentError> {
        self.see_event(ctx, event).await?;
        Ok(self.queries.of_event(event, page).await?)
    }

    /// How many attachments [`list`](Self::list) would give, on all pages.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn count(&self, ctx: &Context, event: EventId) -> Result<u64, AttachmentError> {
        self.see_event(ctx, event).await?;
        Ok(self.queries.count_of_event(event).await?)
    }

    /// The content of an attachment that was [got](Self::get), or a part of it.
    ///
    /// # Errors
    /// [`AttachmentError::NotFound`] when it was deleted meanwhile.
    pub async fn content(
        &self,
        attachment: &Attachment,
        part: Option<Range<u64>>,
    ) -> Result<Box<dyn BlobReader>, AttachmentError> {
        self.opened(attachment.id, &Attachment::content_key(attachment.id), part).await
    }

    /// The small picture of an attachment that was [got](Self::get): a JPEG.
    ///
    /// # Errors
    /// [`AttachmentError::NoThumbnail`] while there is none.
    pub async fn thumbnail(&self, attachment: &Attachment) -> Result<Box<dyn BlobReader>, AttachmentError> {
        if !attachment.has_thumbnail {
            return Err(AttachmentError::NoThumbnail);
        }
        self.opened(attachment.id, &Attachment::thumbnail_key(attachment.id), None).await
    }

    /// All of the content, which is never long.
    pub(super) async fn whole(&self, id: AttachmentId) -> Result<Vec<u8>, AttachmentError> {
        let mut content = self.opened(id, &Attachment::content_key(id), None).await?;
        let mut whole = Vec::new();
        while let Some(bytes) = content.next().await? {
            whole.extend(bytes);
        }
        Ok(whole)
    }

    /// The blob, unless the attachment is gone. A row without its blob is a fault: somebody restored
    /// the one and not the other.
    async fn opened(
        &self,
        id: AttachmentId,
        key: &BlobKey,
        part: Option<Range<u64>>,
    ) -> Result<Box<dyn BlobReader>, AttachmentError> {
        if let Some(reader) = self.blobs.read(key, part).await? {
            return Ok(reader);
        }
        match self.queries.find(id).await? {
            Some(_) => Err(AttachmentError::ContentLost),
            None => Err(AttachmentError::NotFound),
        }
    }

    async fn see_event(&self, ctx: &Context, id: EventId) -> Result<(), AttachmentError> {
        authorise::read_events(ctx)?;
        let view = self.events.find(id).await?;
        let seen = view.is_some_and(|view| authorise::may_see(ctx, &view.event));
        if seen { Ok(()) } else { Err(AttachmentError::EventNotFound) }
    }
}
