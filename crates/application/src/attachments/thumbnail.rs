use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
};

use super::{AttachmentError, Attachments};
use crate::unit::in_unit;

/// What became of a small picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thumbnail {
    /// There is one.
    Made,
    /// There is nothing any more that it could be of.
    Gone,
}

impl Attachments {
    /// Makes the small picture of an attachment; again, if somebody did before. At the end there is
    /// one and it is known, or there is neither it nor the attachment.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn make_thumbnail(&self, id: AttachmentId) -> Result<Thumbnail, AttachmentError> {
        let Some(attachment) = self.queries.find(id).await? else { return Ok(Thumbnail::Gone) };
        let made = self.pictures.thumbnail(attachment.kind, self.whole(id)).await;
        let picture = match made {
            Ok(picture) => picture,
            Err(AttachmentError::NotFound) => return Ok(Thumbnail::Gone),
            Err(error) => return Err(error),
        };
        let key = Attachment::thumbnail_key(id);
        let mut writer = self.blobs.write(&key).await?;
        writer.append(picture).await?;
        writer.finish().await?;
        let known = in_unit(&*self.store, async |mut unit| {
            let known = unit.attachments().thumbnail_made(id).await?;
            unit.commit().await?;
            Ok::<_, StoreError>(known)
        })
        .await?;
        if known {
            return Ok(Thumbnail::Made);
        }
        // Whoever deleted the attachment may have removed its blobs before this one was there.
        self.blobs.remove(&key).await?;
        Ok(Thumbnail::Gone)
    }
}
