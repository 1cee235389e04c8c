use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    import::{Import, RejectedRecord},
    job::JobId,
    ports::ImportQueries,
};

use super::row::{ImportRow, RejectionRow, column};
use crate::{
    SqliteStore,
    columns::UuidBlob,
    errors::store_error,
    schema::{import_rejections, imports},
};

#[async_trait]
impl ImportQueries for SqliteStore {
    async fn find(&self, job: JobId) -> Result<Option<Import>, StoreError> {
        let query = imports::table.find(UuidBlob::from(job)).select(ImportRow::as_select());
        let mut reader = self.reader().await?;
        let row: Option<ImportRow> =
            query.first(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
        Ok(row.map(Import::try_from).transpose()?)
    }

    async fn rejected(&self, job: JobId, after: u64, most: u16) -> Result<Vec<RejectedRecord>, StoreError> {
        let query = import_rejections::table
            .filter(import_rejections::job_id.eq(UuidBlob::from(job)))
            .filter(import_rejections::record.gt(column(after)))
            .order(import_rejections::record)
            .limit(i64::from(most))
            .select(RejectionRow::as_select());
        let mut reader = self.reader().await?;
        let rows: Vec<RejectionRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(rows.into_iter().map(RejectedRecord::try_from).collect::<Result<_, _>>()?)
    }

    async fn known(&self, jobs: &[JobId]) -> Result<Vec<JobId>, StoreError> {
        let ids: Vec<UuidBlob> = jobs.iter().map(|job| UuidBlob::from(*job)).collect();
        let query = imports::table.filter(imports::job_id.eq_any(ids)).select(imports::job_id);
        let mut reader = self.reader().await?;
        let known: Vec<UuidBlob> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(known.into_iter().map(JobId::from).collect())
    }
}
