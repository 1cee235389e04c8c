//! Attachments: files that belong to an event. Their rows are in the store, what is in them is a blob.

mod attach;
mod begun;
mod delete;
mod error;
mod owner;
mod picture;
mod pictures;
mod read;
mod sniff;
#[cfg(test)]
mod tests;
mod thumbnail;
mod unclaimed;

pub(crate) use delete::remove_blobs_of;
pub use error::AttachmentError;
pub use owner::AttachmentBlobs;
pub use picture::{MAX_SIDE, PictureError, THUMBNAIL_SIDE};
pub use pictures::Pictures;
pub use thumbnail::Thumbnail;

use std::sync::Arc;

use fasttrack_domain::ports::{AttachmentQueries, BlobStore, Clock, EventQueries, IdGenerator, Store};

/// The use cases of attachments.
#[derive(Clone)]
pub struct Attachments {
    /// Where attachments are written.
    pub store: Arc<dyn Store>,
    /// Where attachments are read.
    pub queries: Arc<dyn AttachmentQueries>,
    /// Where events are read, to know who may see them: half a second ago will do.
    pub events: Arc<dyn EventQueries>,
    /// Where their contents are.
    pub blobs: Arc<dyn BlobStore>,
    /// Looks into pictures.
    pub pictures: Pictures,
    /// How many bytes a file may have.
    pub max_bytes: u64,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers, of attachments, of jobs and of entries of the audit log.
    pub ids: Arc<dyn IdGenerator>,
}

impl Attachments {
    /// [`max_bytes`](Self::max_bytes) where nothing else is said: 10 MiB.
    pub const DEFAULT_MAX_BYTES: u64 = 10 * 1024 * 1024;
}
