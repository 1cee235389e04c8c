use fasttrack_domain::{
    attachment::{Attachment, AttachmentId, AttachmentKind, FileName},
    event::EventId,
    id::Id,
};
use sha2::{Digest as _, Sha256};

use super::{AttachmentError, Attachments, begun::Begun, sniff, unclaimed::Unclaimed};
use crate::{
    authorise,
    context::Context,
    files::{IncomingFile, receive},
    jobs::Task,
    unit::in_unit,
};

impl Attachments {
    /// Attaches a file to an event. Nothing is read of it before it is known who sends it and what it
    /// is; when it fails, nothing is left of it.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub async fn attach(
        &self,
        ctx: &Context,
        event_id: EventId,
        file_name: FileName,
        file: &mut dyn IncomingFile,
    ) -> Result<Attachment, AttachmentError> {
        authorise::write_files(ctx)?;
        let view = self.events.find(event_id).await?;
        let view = view.filter(|view| authorise::may_see(ctx, &view.event));
        authorise::attach_to(ctx, &view.ok_or(AttachmentError::EventNotFound)?.event)?;

        let mut file = Begun::read(file).await?;
        let kind = sniff::kind(file.head()).ok_or(AttachmentError::UnsupportedKind)?;
        let id = AttachmentId::new(self.ids.next());
        let blob = Unclaimed::new(self.blobs.clone(), Attachment::content_key(id));
        let attached = async {
            let (size, sha256) = self.content_received(id, kind, &mut file).await?;
            let (has_thumbnail, created_at) = (false, self.clock.now());
            let attachment =
                Attachment { id, event_id, file_name, kind, size, sha256, has_thumbnail, created_at };
            self.add(ctx, &attachment, &blob).await?;
            Ok(attachment)
        }
        .await;
        blob.settle().await;
        attached
    }

    /// Takes the content in, and looks at what can be wrong with it.
    async fn content_received(
        &self,
        id: AttachmentId,
        kind: AttachmentKind,
        file: &mut dyn IncomingFile,
    ) -> Result<(u64, [u8; 32]), AttachmentError> {
        let (key, mut hash) = (Attachment::content_key(id), Sha256::new());
        let size = receive(&*self.blobs, &key, file, self.max_bytes, |bytes| hash.update(bytes)).await?;
        if kind.is_picture() {
            self.pictures.check(kind, self.whole(id)).await?;
        }
        Ok((size, hash.finalize().into()))
    }

    /// Adds the row, and what is to be done with it, if there is room for it.
    async fn add(
        &self,
        ctx: &Context,
        attachment: &Attachment,
        blob: &Unclaimed,
    ) -> Result<(), AttachmentError> {
        in_unit(&*self.store, async |mut unit| {
            let view = unit.events().find(attachment.event_id).await?;
            let view = view.filter(|view| authorise::may_see(ctx, &view.event));
            authorise::attach_to(ctx, &view.ok_or(AttachmentError::EventNotFound)?.event)?;
            if unit.attachments().of_event(attachment.event_id).await?.len() >= Attachment::MAX_PER_EVENT {
                return Err(AttachmentError::TooMany);
            }
            unit.attachments().add(attachment).await?;
            if attachment.kind.is_picture() {
                let task = Task::MakeThumbnail(attachment.id);
                unit.jobs().add(&task.job(Id::new(self.ids.next()), attachment.created_at)).await?;
            }
            Ok(blob.claimed_by(unit).await?)
        })
        .await
    }
}
