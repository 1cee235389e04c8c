use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    id::Id,
    ports::AttachmentQueries,
};
use uuid::Uuid;

use crate::blobs::BlobOwner;

/// Says to the sweep which blobs belong to attachments.
pub struct AttachmentBlobs(pub Arc<dyn AttachmentQueries>);

#[async_trait]
impl BlobOwner for AttachmentBlobs {
    fn area(&self) -> &'static str {
        Attachment::BLOBS
    }

    async fn known(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let ids: Vec<AttachmentId> = ids.iter().copied().map(AttachmentId::new).collect();
        Ok(self.0.known(&ids).await?.into_iter().map(Id::uuid).collect())
    }
}
