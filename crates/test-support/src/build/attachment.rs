use fasttrack_domain::{
    attachment::{Attachment, AttachmentId, AttachmentKind},
    event::Event,
    time::Timestamp,
};

use crate::{build::made_at, unique_id};

/// A PNG of 3 bytes that belongs to this event, of which there is no small picture yet.
#[must_use]
pub fn an_attachment(event: &Event) -> AttachmentBuilder {
    AttachmentBuilder(Attachment {
        id: AttachmentId::new(unique_id()),
        event_id: event.id,
        file_name: "poster.png".parse().unwrap(),
        kind: AttachmentKind::Png,
        size: 3,
        sha256: [7; 32],
        has_thumbnail: false,
        created_at: made_at(),
    })
}

/// Made by [`an_attachment`].
#[derive(Debug, Clone)]
pub struct AttachmentBuilder(Attachment);

impl AttachmentBuilder {
    /// Called so.
    #[must_use]
    pub fn named(mut self, file_name: &str) -> Self {
        self.0.file_name = file_name.parse().unwrap();
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn of(mut self, kind: AttachmentKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// So many bytes long, of which this is the SHA-256.
    #[must_use]
    pub fn holding(mut self, size: u64, sha256: [u8; 32]) -> Self {
        self.0.size = size;
        self.0.sha256 = sha256;
        self
    }

    /// With a small picture.
    #[must_use]
    pub fn with_thumbnail(mut self) -> Self {
        self.0.has_thumbnail = true;
        self
    }

    /// Made at this instant.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self
    }

    /// The attachment.
    #[must_use]
    pub fn build(self) -> Attachment {
        self.0
    }
}
