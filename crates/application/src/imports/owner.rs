use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use fasttrack_domain::{StoreError, id::Id, import::Import, job::JobId, ports::ImportQueries};
use uuid::Uuid;

use crate::blobs::BlobOwner;

/// Says to the sweep which blobs belong to imports. They are called by the job: one whose job was
/// pruned belongs to nothing any more.
pub struct ImportBlobs(pub Arc<dyn ImportQueries>);

#[async_trait]
impl BlobOwner for ImportBlobs {
    fn area(&self) -> &'static str {
        Import::BLOBS
    }

    async fn known(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let ids: Vec<JobId> = ids.iter().copied().map(JobId::new).collect();
        Ok(self.0.known(&ids).await?.into_iter().map(Id::uuid).collect())
    }
}
