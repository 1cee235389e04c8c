use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    event::EventId,
    id::Id,
    ports::AttachmentRepository,
};
use uuid::Uuid;

use super::row::AttachmentRow;
use crate::{answer::Answered as _, schema::attachments, unit::PostgresUnitOfWork};

#[async_trait]
impl AttachmentRepository for PostgresUnitOfWork {
    async fn add(&mut self, attachment: &Attachment) -> Result<(), StoreError> {
        diesel::insert_into(attachments::table)
            .values(AttachmentRow::from(attachment))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn of_event(&mut self, event: EventId) -> Result<Vec<AttachmentId>, StoreError> {
        let ids: Vec<Uuid> = attachments::table
            .filter(attachments::event_id.eq(event.uuid()))
            .order((attachments::created_at, attachments::id))
            .select(attachments::id)
            .load(self.connection()?)
            .answered()
            .await?;
        Ok(ids.into_iter().map(Id::new).collect())
    }

    async fn thumbnail_made(&mut self, id: AttachmentId) -> Result<bool, StoreError> {
        let noted = diesel::update(attachments::table.find(id.uuid()))
            .set(attachments::has_thumbnail.eq(true))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(noted == 1)
    }

    async fn delete(&mut self, id: AttachmentId) -> Result<bool, StoreError> {
        let deleted =
            diesel::delete(attachments::table.find(id.uuid())).execute(self.connection()?).answered().await?;
        Ok(deleted == 1)
    }
}
