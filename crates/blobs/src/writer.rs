use async_trait::async_trait;
use fasttrack_domain::ports::{BlobError, BlobWriter};
use object_store::MultipartUpload;

use crate::errors::blob_error;

/// How many bytes are written at once: few enough that many who send files at the same time do not
/// fill the memory.
const PART: usize = 256 * 1024;

/// A blob on its way. Dropped before it is finished, the library removes what there is of it.
pub(crate) struct Writer {
    upload: Box<dyn MultipartUpload>,
    part: Vec<u8>,
}

impl Writer {
    pub(crate) const fn new(upload: Box<dyn MultipartUpload>) -> Self {
        Self { upload, part: Vec::new() }
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        let part = std::mem::take(&mut self.part);
        self.upload.put_part(part.into()).await.map_err(blob_error)
    }
}

#[async_trait]
impl BlobWriter for Writer {
    async fn append(&mut self, bytes: Vec<u8>) -> Result<(), BlobError> {
        if self.part.is_empty() {
            self.part = bytes;
        } else {
            self.part.extend_from_slice(&bytes);
        }
        if self.part.len() >= PART { self.flush().await } else { Ok(()) }
    }

    async fn finish(mut self: Box<Self>) -> Result<(), BlobError> {
        if !self.part.is_empty() {
            self.flush().await?;
        }
        self.upload.complete().await.map(drop).map_err(blob_error)
    }
}
