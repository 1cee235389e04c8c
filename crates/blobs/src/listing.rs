use async_trait::async_trait;
use fasttrack_domain::{
    blob::{BlobInfo, BlobKey},
    ports::{BlobError, BlobListing},
    time::Timestamp,
};
use futures_util::{StreamExt as _, stream::BoxStream};
use object_store::ObjectMeta;

use crate::errors::blob_error;

/// How many are told at once.
const PAGE: usize = 500;

type Found = Result<ObjectMeta, object_store::Error>;

pub(crate) struct Listing(futures_util::stream::ReadyChunks<BoxStream<'static, Found>>);

impl Listing {
    pub(crate) fn new(stream: BoxStream<'static, Found>) -> Self {
        Self(stream.ready_chunks(PAGE))
    }
}

#[async_trait]
impl BlobListing for Listing {
    async fn next(&mut self) -> Result<Option<Vec<BlobInfo>>, BlobError> {
        let Some(page) = self.0.next().await else { return Ok(None) };
        let mut blobs = Vec::with_capacity(page.len());
        for found in page {
            blobs.extend(info(&found.map_err(blob_error)?));
        }
        Ok(Some(blobs))
    }
}

/// What is called by no key is no blob: somebody else put it there.
fn info(found: &ObjectMeta) -> Option<BlobInfo> {
    let key: BlobKey = found.location.as_ref().parse().ok()?;
    let written_at = Timestamp::new(found.last_modified).ok()?;
    Some(BlobInfo { key, size: found.size, written_at })
}
