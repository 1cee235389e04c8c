use chrono::{DateTime, Utc};
use fasttrack_domain::attachment::Attachment;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A form that brings a file (RFC 7578): one part, whose file name is kept.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the form in the OpenAPI document")]
pub(crate) struct AttachmentForm {
    /// The file: PNG, JPEG, WebP or PDF by its content.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
}

/// A file, byte by byte.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "stands for files in the OpenAPI document")]
pub(crate) struct FileContent(Vec<u8>);

/// A file that belongs to an event.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttachmentBody {
    /// Identifies the attachment for ever.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000d1")]
    pub id: Uuid,
    /// What who sent it called it.
    #[schema(example = "poster.png")]
    pub file_name: String,
    /// What it is, by its content.
    #[schema(example = "image/png")]
    pub content_type: &'static str,
    /// How long it is, in bytes.
    #[schema(minimum = 1, example = 48_213)]
    pub size: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
    /// Whether there is a small picture of it.
    pub thumbnail_ready: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl From<Attachment> for AttachmentBody {
    fn from(attachment: Attachment) -> Self {
        let Attachment { id, event_id: _, file_name, kind, size, sha256, has_thumbnail, created_at } =
            attachment;
        Self {
            id: id.uuid(),
            file_name: file_name.as_str().to_owned(),
            content_type: kind.media_type(),
            size,
            sha256: hex(&sha256),
            thumbnail_ready: has_thumbnail,
            created_at: created_at.to_utc(),
        }
    }
}

/// In hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
