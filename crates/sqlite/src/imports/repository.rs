use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    import::{Import, ImportTally, RejectedRecord},
    job::JobId,
    ports::ImportRepository,
    time::Timestamp,
};

use super::row::{ImportRow, RejectionRow, TallyRow};
use crate::{
    columns::UuidBlob,
    errors::{foreign_key, store_error},
    schema::{import_rejections, imports},
    unit::SqliteUnitOfWork,
};

/// How many records one statement adds; see `events::bulk`.
const CHUNK: usize = 500;

#[async_trait]
impl ImportRepository for SqliteUnitOfWork {
    async fn add(&mut self, import: &Import) -> Result<(), StoreError> {
        diesel::insert_into(imports::table)
            .values(ImportRow::from(import))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        Ok(())
    }

    async fn advance(
        &mut self,
        job: JobId,
        tally: &ImportTally,
        rejected: &[RejectedRecord],
    ) -> Result<(), StoreError> {
        diesel::update(imports::table.find(UuidBlob::from(job)))
            .set(TallyRow::from(tally))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        for chunk in rejected.chunks(CHUNK) {
            let rows: Vec<_> = chunk.iter().map(|rejected| RejectionRow::new(job, rejected)).collect();
            let insert = diesel::insert_into(import_rejections::table).values(rows);
            // diesel-async cannot write several rows to SQLite in one statement, diesel can.
            self.connection()?
                .spawn_blocking(move |connection| diesel::RunQueryDsl::execute(insert, connection))
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn restart(&mut self, job: JobId) -> Result<(), StoreError> {
        diesel::update(imports::table.find(UuidBlob::from(job)))
            .set(TallyRow::from(&ImportTally::default()))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        diesel::delete(import_rejections::table.filter(import_rejections::job_id.eq(UuidBlob::from(job))))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn prune(&mut self, ended_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM import_rejections WHERE (job_id, record) IN (
                 SELECT r.job_id, r.record FROM imports AS i
                 JOIN jobs AS j ON j.id = i.job_id JOIN import_rejections AS r ON r.job_id = i.job_id
                 WHERE j.finished_at < ? LIMIT ?)",
        )
        .bind::<BigInt, _>(ended_before.micros())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
