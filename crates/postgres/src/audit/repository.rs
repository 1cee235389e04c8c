use async_trait::async_trait;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{StoreError, audit::AuditEntry, ports::AuditRepository, time::Timestamp};

use super::row::AuditRow;
use crate::{answer::Answered as _, schema::audit_log, unit::PostgresUnitOfWork};

#[async_trait]
impl AuditRepository for PostgresUnitOfWork {
    async fn add(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        diesel::insert_into(audit_log::table)
            .values(AuditRow::from(entry))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn prune(&mut self, before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. What somebody else removes goes with
        // that one.
        let removed = diesel::sql_query(
            "DELETE FROM audit_log WHERE id = ANY (ARRAY (
                 SELECT id FROM audit_log WHERE at < $1 ORDER BY at, id LIMIT $2 FOR UPDATE SKIP LOCKED))",
        )
        .bind::<Timestamptz, _>(before.to_utc())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
