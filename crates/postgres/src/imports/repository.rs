use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    import::{Import, ImportTally, RejectedRecord},
    job::JobId,
    ports::ImportRepository,
    time::Timestamp,
};

use super::row::{ImportRow, TallyRow, column};
use crate::{
    answer::Answered as _,
    schema::{import_rejections, imports},
    unit::PostgresUnitOfWork,
};

#[async_trait]
impl ImportRepository for PostgresUnitOfWork {
    async fn add(&mut self, import: &Import) -> Result<(), StoreError> {
        diesel::insert_into(imports::table)
            .values(ImportRow::from(import))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn advance(
        &mut self,
        job: JobId,
        tally: &ImportTally,
        rejected: &[RejectedRecord],
    ) -> Result<(), StoreError> {
        diesel::update(imports::table.find(job.uuid()))
            .set(TallyRow::from(tally))
            .execute(self.connection()?)
            .answered()
            .await?;
        if rejected.is_empty() {
            return Ok(());
        }
        // One statement, whatever their number.
        let (mut records, mut lines, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        let (mut codes, mut details) = (Vec::new(), Vec::new());
        for RejectedRecord { record, line, column: name, code, detail } in rejected {
            records.push(column(*record));
            lines.push(column(*line));
            columns.push(name.as_deref());
            codes.push(code.as_str());
            details.push(detail.as_str());
        }
        diesel::sql_query(
            "INSERT INTO import_rejections (job_id, record, line, column_name, code, detail)
             SELECT $1, * FROM unnest($2, $3, $4, $5, $6)",
        )
        .bind::<Uuid, _>(job.uuid())
        .bind::<Array<BigInt>, _>(records)
        .bind::<Array<BigInt>, _>(lines)
        .bind::<Array<Nullable<Text>>, _>(columns)
        .bind::<Array<Text>, _>(codes)
        .bind::<Array<Text>, _>(details)
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(())
    }

    async fn restart(&mut self, job: JobId) -> Result<(), StoreError> {
        diesel::update(imports::table.find(job.uuid()))
            .set(TallyRow::from(&ImportTally::default()))
            .execute(self.connection()?)
            .answered()
            .await?;
        diesel::delete(import_rejections::table.filter(import_rejections::job_id.eq(job.uuid())))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. What somebody removes at the same
        // time is not waited for.
        let removed = diesel::sql_query(
            "DELETE FROM import_rejections WHERE (job_id, record) IN (
                 SELECT r.job_id, r.record FROM import_rejections AS r
                 JOIN imports AS i USING (job_id) JOIN jobs AS j ON j.id = i.job_id
                 WHERE j.finished_at < $1 LIMIT $2 FOR UPDATE OF r SKIP LOCKED)",
        )
        .bind::<Timestamptz, _>(ended_before.to_utc())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
