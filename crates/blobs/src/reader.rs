use async_trait::async_trait;
use fasttrack_domain::ports::{BlobError, BlobReader};
use futures_util::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, BoxStream},
};
use object_store::GetResult;

use crate::errors::blob_error;

/// A blob that is being read, as the library streams it.
pub(crate) struct Reader(BoxStream<'static, Result<Vec<u8>, BlobError>>);

impl Reader {
    pub(crate) fn new(opened: GetResult) -> Self {
        Self(opened.into_stream().map_ok(Vec::from).map_err(blob_error).boxed())
    }

    /// One that is at its end.
    pub(crate) fn empty() -> Self {
        Self(stream::empty().boxed())
    }
}

#[async_trait]
impl BlobReader for Reader {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BlobError> {
        self.0.next().await.transpose()
    }
}
