use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    blob::BlobKey,
    id::Id,
    ports::{Clock, IdGenerator, UnitOfWork},
};

use super::{AttachmentError, Attachments};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    context::Context,
    jobs::Task,
    unit::in_unit,
};

impl Attachments {
    /// Removes an attachment at once, and its blobs by a job.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn delete(&self, ctx: &Context, id: AttachmentId) -> Result<(), AttachmentError> {
        authorise::write_files(ctx)?;
        let event = self.queries.find(id).await?.ok_or(AttachmentError::NotFound)?.event_id;
        in_unit(&*self.store, async |mut unit| {
            let view = unit.events().find(event).await?;
            let view = view.filter(|view| authorise::may_see(ctx, &view.event));
            authorise::attach_to(ctx, &view.ok_or(AttachmentError::NotFound)?.event)?;
            if !unit.attachments().delete(id).await? {
                return Err(AttachmentError::NotFound);
            }
            remove_blobs_of(&mut *unit, &[id], &*self.clock, &*self.ids).await?;
            let deed = Deed::AttachmentDeleted { attachment: id, event };
            note(&mut *unit, &*self.ids, Author::of(ctx), self.clock.now(), deed).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}

/// Has the blobs of attachments removed that go in this unit.
pub(crate) async fn remove_blobs_of(
    unit: &mut dyn UnitOfWork,
    of: &[AttachmentId],
    clock: &dyn Clock,
    ids: &dyn IdGenerator,
) -> Result<(), StoreError> {
    if of.is_empty() {
        return Ok(());
    }
    let keys = of.iter().flat_map(|&id| [Attachment::content_key(id), Attachment::thumbnail_key(id)]);
    let task = Task::RemoveBlobs(keys.collect::<Vec<BlobKey>>());
    unit.jobs().add(&task.job(Id::new(ids.next()), clock.now())).await?;
    Ok(())
}
