//! Attachments: files that belong to an event.

mod file_name;
mod kind;

pub use file_name::FileName;
pub use kind::AttachmentKind;

use crate::{
    blob::BlobKey,
    event::EventId,
    id::Id,
    page::{Position, SortKey},
    time::Timestamp,
};

/// The identifier of an [`Attachment`].
pub type AttachmentId = Id<Attachment>;

/// A file that belongs to an event. Its content is a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Identifies the attachment for ever.
    pub id: AttachmentId,
    /// The event.
    pub event_id: EventId,
    /// What who sent it called it.
    pub file_name: FileName,
    /// What it is, by its content.
    pub kind: AttachmentKind,
    /// How long it is, in bytes.
    pub size: u64,
    /// The SHA-256 of its content.
    pub sha256: [u8; 32],
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Attachment {
    /// The first part of the keys of the blobs of all attachments.
    pub const BLOBS: &'static str = "attachments";

    /// How many one event may have.
    pub const MAX_PER_EVENT: usize = 100;

    /// What the blob of its content is called.
    #[must_use]
    pub fn content_key(id: AttachmentId) -> BlobKey {
        BlobKey::part_of(Self::BLOBS, id.uuid(), "content")
    }

    /// What the blob of the small picture is called, if there is one.
    #[must_use]
    pub fn thumbnail_key(id: AttachmentId) -> BlobKey {
        BlobKey::part_of(Self::BLOBS, id.uuid(), "thumbnail")
    }

    /// Where it stands in the list of its event, the oldest first.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { key: SortKey::Time(self.created_at), id: self.id.uuid() }
    }
}
