use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    attachment::{Attachment, AttachmentId},
    event::EventId,
    page::{Page, PageRequest},
    ports::AttachmentQueries,
};

use super::row::{AttachmentRow, COLUMNS};
use crate::{
    SqliteStore,
    columns::{UuidBlob, count},
    errors::store_error,
    keyset::{self, Beyond, Direction},
    schema::{attachments, events},
};

#[async_trait]
impl AttachmentQueries for SqliteStore {
    async fn find(&self, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
        let query = attachments::table
            .inner_join(events::table)
            .filter(attachments::id.eq(UuidBlob::from(id)))
            .select(COLUMNS);
        let mut reader = self.reader().await?;
        let row: Option<AttachmentRow> =
            query.first(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
        Ok(row.map(Attachment::try_from).transpose()?)
    }

    async fn of_event(&self, event: EventId, page: &PageRequest) -> Result<Page<Attachment>, StoreError> {
        let mut query = attachments::table
            .inner_join(events::table)
            .filter(events::id.eq(UuidBlob::from(event)))
            .select(COLUMNS)
            .order((attachments::created_at, attachments::id))
            .limit(keyset::rows(page.limit))
            .into_boxed();
        if let Some(position) = &page.after {
            let columns = "attachments.created_at, attachments.id";
            query = query.filter(Beyond::instant(columns, Direction::Ascending, position)?);
        }
        let mut reader = self.reader().await?;
        let rows: Vec<AttachmentRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(Attachment::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, Attachment::position))
    }

    async fn count_of_event(&self, event: EventId) -> Result<u64, StoreError> {
        let query =
            attachments::table.inner_join(events::table).filter(events::id.eq(UuidBlob::from(event))).count();
        let mut reader = self.reader().await?;
        let number: i64 = query.get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }

    async fn known(&self, ids: &[AttachmentId]) -> Result<Vec<AttachmentId>, StoreError> {
        let asked: Vec<UuidBlob> = ids.iter().copied().map(UuidBlob::from).collect();
        let query = attachments::table.filter(attachments::id.eq_any(asked)).select(attachments::id);
        let mut reader = self.reader().await?;
        let known: Vec<UuidBlob> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(known.into_iter().map(AttachmentId::from).collect())
    }
}
