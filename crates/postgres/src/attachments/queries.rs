use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    event::EventId,
    id::Id,
    page::{Page, PageRequest},
    ports::AttachmentQueries,
};
use uuid::Uuid;

use super::row::AttachmentRow;
use crate::{
    PostgresStore,
    columns::count,
    keyset::{self, Beyond, Direction},
    schema::attachments,
};

#[async_trait]
impl AttachmentQueries for PostgresStore {
    async fn find(&self, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
        let query = attachments::table.find(id.uuid()).select(AttachmentRow::as_select());
        let reader = self.reader().await?;
        let row: Option<AttachmentRow> = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(Attachment::try_from).transpose()?)
    }

    async fn of_event(&self, event: EventId, page: &PageRequest) -> Result<Page<Attachment>, StoreError> {
        let mut query = attachments::table
            .filter(attachments::event_id.eq(event.uuid()))
            .select(AttachmentRow::as_select())
            .order((attachments::created_at, attachments::id))
            .limit(keyset::rows(page.limit))
            .into_boxed();
        if let Some(position) = &page.after {
            let columns = "attachments.created_at, attachments.id";
            query = query.filter(Beyond::instant(columns, Direction::Ascending, position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<AttachmentRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(Attachment::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, Attachment::position))
    }

    async fn count_of_event(&self, event: EventId) -> Result<u64, StoreError> {
        let query = attachments::table.filter(attachments::event_id.eq(event.uuid())).count();
        let reader = self.reader().await?;
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }

    async fn known(&self, ids: &[AttachmentId]) -> Result<Vec<AttachmentId>, StoreError> {
        let asked: Vec<Uuid> = ids.iter().copied().map(Id::uuid).collect();
        let query = attachments::table.filter(attachments::id.eq_any(asked)).select(attachments::id);
        let reader = self.reader().await?;
        let known: Vec<Uuid> = reader.answered(query.load(&mut reader.connection())).await?;
        Ok(known.into_iter().map(Id::new).collect())
    }
}
