use fasttrack_domain::{Constraint, StoreError, attachment::Attachment, error::Cause, ports::BlobError};

use super::{MAX_SIDE, PictureError};
use crate::{authorise::Denied, files::ReceiveError, unit::UnitError};

/// Why a use case of attachments failed.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// There is no such attachment, or none that may be seen.
    #[error("there is no such attachment")]
    NotFound,
    /// There is no such event, or it is a draft that one may not see.
    #[error("there is no such event")]
    EventNotFound,
    /// Not allowed.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The file did not come, or could not be kept.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// There is nothing in the file.
    #[error("there is nothing in the file")]
    Empty,
    /// It is none of the kinds that may be attached.
    #[error("only PNG, JPEG, WebP and PDF may be attached; what a file is, its content says")]
    UnsupportedKind,
    /// It begins as a picture does, and is none.
    #[error("the picture cannot be read")]
    UnreadablePicture(#[source] Cause),
    /// The picture has more pixels than can be dealt with.
    #[error("a picture may have at most {0} pixels, and {MAX_SIDE} on a side")]
    TooManyPixels(u64),
    /// The event has as many as it may have.
    #[error("an event may have at most {} attachments", Attachment::MAX_PER_EVENT)]
    TooMany,
    /// There is no small picture of it: not yet, or never.
    #[error("there is no small picture of it, or not yet")]
    NoThumbnail,
    /// There is a row, and not the blob that belongs to it.
    #[error("the content of an attachment is lost")]
    ContentLost,
    /// The store of blobs failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AttachmentError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::EventUnknown) => Self::EventNotFound,
            error => Self::Store(error),
        }
    }
}

impl From<PictureError> for AttachmentError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Unreadable(cause) => Self::UnreadablePicture(cause),
            PictureError::TooLarge(max_pixels) => Self::TooManyPixels(max_pixels),
        }
    }
}

impl UnitError for AttachmentError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
