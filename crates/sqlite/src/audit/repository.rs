use async_trait::async_trait;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{StoreError, audit::AuditEntry, ports::AuditRepository, time::Timestamp};

use super::row::AuditRow;
use crate::{errors::store_error, schema::audit_log, unit::SqliteUnitOfWork};

#[async_trait]
impl AuditRepository for SqliteUnitOfWork {
    async fn add(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        diesel::insert_into(audit_log::table)
            .values(AuditRow::from(entry))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn prune(&mut self, before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM audit_log WHERE id IN (
                 SELECT id FROM audit_log WHERE at < ? ORDER BY at, id LIMIT ?)",
        )
        .bind::<BigInt, _>(before.micros())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
