use diesel::prelude::{Insertable, Queryable};
use fasttrack_domain::attachment::Attachment;

use crate::{
    columns::{Corrupt, UuidBlob, count, instant, parsed},
    schema::{attachments, events},
};

/// An attachment as it is written.
#[derive(Insertable)]
#[diesel(table_name = attachments, check_for_backend(Sqlite))]
pub(super) struct NewRow {
    id: UuidBlob,
    event_key: i64,
    file_name: String,
    kind: String,
    size: i64,
    sha256: Vec<u8>,
    has_thumbnail: bool,
    created_at: i64,
}

impl NewRow {
    pub(super) fn new(event_key: i64, attachment: &Attachment) -> Self {
        let Attachment { id, event_id: _, file_name, kind, size, sha256, has_thumbnail, created_at } =
            attachment;
        Self {
            id: UuidBlob::from(*id),
            event_key,
            file_name: file_name.as_str().to_owned(),
            kind: kind.media_type().to_owned(),
            size: i64::try_from(*size).unwrap_or(i64::MAX),
            sha256: sha256.to_vec(),
            has_thumbnail: *has_thumbnail,
            created_at: created_at.micros(),
        }
    }
}

/// The columns of an [`AttachmentRow`].
pub(super) const COLUMNS: (
    attachments::id,
    events::id,
    attachments::file_name,
    attachments::kind,
    attachments::size,
    attachments::sha256,
    attachments::has_thumbnail,
    attachments::created_at,
) = (
    attachments::id,
    events::id,
    attachments::file_name,
    attachments::kind,
    attachments::size,
    attachments::sha256,
    attachments::has_thumbnail,
    attachments::created_at,
);

/// An attachment as it is read, with its event's identifier.
#[derive(Queryable)]
pub(super) struct AttachmentRow {
    id: UuidBlob,
    event_id: UuidBlob,
    file_name: String,
    kind: String,
    size: i64,
    sha256: Vec<u8>,
    has_thumbnail: bool,
    created_at: i64,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = Corrupt;

    fn try_from(row: AttachmentRow) -> Result<Self, Corrupt> {
        let AttachmentRow { id, event_id, file_name, kind, size, sha256, has_thumbnail, created_at } = row;
        Ok(Self {
            id: id.into(),
            event_id: event_id.into(),
            file_name: parsed("attachments.file_name", &file_name)?,
            kind: parsed("attachments.kind", &kind)?,
            size: count("attachments.size", size)?,
            sha256: sha256.try_into().map_err(|_| Corrupt::new("attachments.sha256"))?,
            has_thumbnail,
            created_at: instant("attachments.created_at", created_at)?,
        })
    }
}
