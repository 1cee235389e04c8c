use std::ops::Range;

use async_trait::async_trait;

use crate::{
    blob::{BlobInfo, BlobKey},
    error::Cause,
    time::Timestamp,
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

    /// Begins to list all blobs, in any order.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn list(&self) -> Result<Box<dyn BlobListing>, BlobError>;

    /// Removes what was begun before this instant and never finished, as by a process that was killed;
    /// tells how many there were.
    ///
    /// # Errors
    /// [`BlobError`] when the store fails.
    async fn remove_unfinished(&self, begun_before: Timestamp) -> Result<u64, BlobError>;
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

/// Blobs that are being listed. What is written or removed meanwhile may be among them, or not.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BlobListing: Send {
    /// The next few hundred; `None` at the end.
    ///
    /// # Errors
    /// [`BlobError`]; then there are no more to be had.
    async fn next(&mut self) -> Result<Option<Vec<BlobInfo>>, BlobError>;
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
