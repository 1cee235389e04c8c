use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{Insertable, Queryable, Selectable},
};
use fasttrack_domain::{attachment::Attachment, id::Id};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, count, instant, parsed},
    schema::attachments,
};

/// An attachment.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attachments, check_for_backend(Pg))]
pub(super) struct AttachmentRow {
    id: Uuid,
    event_id: Uuid,
    file_name: String,
    kind: String,
    size: i64,
    sha256: Vec<u8>,
    has_thumbnail: bool,
    created_at: DateTime<Utc>,
}

impl From<&Attachment> for AttachmentRow {
    fn from(attachment: &Attachment) -> Self {
        let Attachment { id, event_id, file_name, kind, size, sha256, has_thumbnail, created_at } =
            attachment;
        Self {
            id: id.uuid(),
            event_id: event_id.uuid(),
            file_name: file_name.as_str().to_owned(),
            kind: kind.media_type().to_owned(),
            size: i64::try_from(*size).unwrap_or(i64::MAX),
            sha256: sha256.to_vec(),
            has_thumbnail: *has_thumbnail,
            created_at: created_at.to_utc(),
        }
    }
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = Corrupt;

    fn try_from(row: AttachmentRow) -> Result<Self, Corrupt> {
        let AttachmentRow { id, event_id, file_name, kind, size, sha256, has_thumbnail, created_at } = row;
        Ok(Self {
            id: Id::new(id),
            event_id: Id::new(event_id),
            file_name: parsed("attachments.file_name", &file_name)?,
            kind: parsed("attachments.kind", &kind)?,
            size: count("attachments.size", size)?,
            sha256: sha256.try_into().map_err(|_| Corrupt::new("attachments.sha256"))?,
            has_thumbnail,
            created_at: instant("attachments.created_at", created_at)?,
        })
    }
}
