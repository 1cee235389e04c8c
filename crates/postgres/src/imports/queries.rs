use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    import::{Import, RejectedRecord},
    job::JobId,
    ports::ImportQueries,
};
use uuid::Uuid;

use super::row::{ImportRow, RejectionRow, column};
use crate::{
    PostgresStore,
    schema::{import_rejections, imports},
};

#[async_trait]
impl ImportQueries for PostgresStore {
    async fn find(&self, job: JobId) -> Result<Option<Import>, StoreError> {
        let query = imports::table.find(job.uuid()).select(ImportRow::as_select());
        let reader = self.reader().await?;
        let row: Option<ImportRow> = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(Import::try_from).transpose()?)
    }

    async fn rejected(&self, job: JobId, after: u64, most: u16) -> Result<Vec<RejectedRecord>, StoreError> {
        let query = import_rejections::table
            .filter(import_rejections::job_id.eq(job.uuid()))
            .filter(import_rejections::record.gt(column(after)))
            .order(import_rejections::record)
            .limit(i64::from(most))
            .select(RejectionRow::as_select());
        let reader = self.reader().await?;
        let rows: Vec<RejectionRow> = reader.answered(query.load(&mut reader.connection())).await?;
        Ok(rows.into_iter().map(RejectedRecord::try_from).collect::<Result<_, _>>()?)
    }

    async fn known(&self, jobs: &[JobId]) -> Result<Vec<JobId>, StoreError> {
        let ids: Vec<Uuid> = jobs.iter().map(|job| job.uuid()).collect();
        let query = imports::table.filter(imports::job_id.eq_any(ids)).select(imports::job_id);
        let reader = self.reader().await?;
        let known: Vec<Uuid> = reader.answered(query.load(&mut reader.connection())).await?;
        Ok(known.into_iter().map(JobId::new).collect())
    }
}
