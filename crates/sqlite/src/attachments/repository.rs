use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    attachment::{Attachment, AttachmentId},
    event::EventId,
    ports::AttachmentRepository,
};

use super::row::NewRow;
use crate::{
    columns::UuidBlob,
    errors::store_error,
    schema::{attachments, events},
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl AttachmentRepository for SqliteUnitOfWork {
    async fn add(&mut self, attachment: &Attachment) -> Result<(), StoreError> {
        let key: Option<i64> = events::table
            .filter(events::id.eq(UuidBlob::from(attachment.event_id)))
            .select(events::key)
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let key = key.ok_or(StoreError::Conflict(Constraint::EventUnknown))?;
        diesel::insert_into(attachments::table)
            .values(NewRow::new(key, attachment))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn of_event(&mut self, event: EventId) -> Result<Vec<AttachmentId>, StoreError> {
        let ids: Vec<UuidBlob> = attachments::table
            .inner_join(events::table)
            .filter(events::id.eq(UuidBlob::from(event)))
            .order((attachments::created_at, attachments::id))
            .select(attachments::id)
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(ids.into_iter().map(AttachmentId::from).collect())
    }

    async fn thumbnail_made(&mut self, id: AttachmentId) -> Result<bool, StoreError> {
        let noted = diesel::update(attachments::table.find(UuidBlob::from(id)))
            .set(attachments::has_thumbnail.eq(true))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(noted == 1)
    }

    async fn delete(&mut self, id: AttachmentId) -> Result<bool, StoreError> {
        let deleted = diesel::delete(attachments::table.find(UuidBlob::from(id)))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(deleted == 1)
    }
}
