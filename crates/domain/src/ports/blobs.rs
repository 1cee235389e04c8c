use std::ops::Range;

use async_trait::async_trait;

use crate::{
    blob::{BlobInfo, BlobKey},
    error::Cause,
};

/// Keeps blobs. A blob is written once and then only read or removed: what is called the same is the
/// same.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Begins a blob. Nobody sees anything of it until it is [finished](BlobWriter::finish), and one
    /// that is dropped before leaves nothing behind.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn write(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobError>;

    /// Opens a blob, or the part of it that is asked for, in bytes from its beginning. What a part
    /// asks for beyond the end is passed over. `None` when there is no such blob.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn read(
        &self,
        key: &BlobKey,
        part: Option<Range<u64>>,
    ) -> Result<Option<Box<dyn BlobReader>>, BlobError>;

    /// Removes a blob; there need not be one.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError>;

    /// The first `most` blobs by their keys, of those that come after `after`.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn list(&self, after: Option<BlobKey>, most: usize) -> Result<Vec<BlobInfo>, BlobError>;
}

/// A blob that is being written.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BlobWriter: Send {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// [`BlobError`]; then the blob may only be dropped.
    async fn append(&mut self, bytes: Vec<u8>) -> Result<(), BlobError>;

    /// Makes the blob durable and visible, in place of one that is called the same.
    ///
    /// # Errors
    /// [`BlobError`]; then there is no such blob.
    async fn finish(self: Box<Self>) -> Result<(), BlobError>;
}

/// A blob that is being read.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BlobReader: Send {
    /// The next bytes, some tens of thousands at the most; `None` at the end.
    ///
    /// # Errors
    /// [`BlobError`]; then there is no more to be had.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BlobError>;
}

/// Why a blob could not be written, read or removed.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no room for it.
    #[error("there is no room for more blobs")]
    Full(#[source] Cause),
    /// The store of blobs fails.
    #[error("the store of blobs failed")]
    Failed(#[source] Cause),
}
