use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sql_types::{self, Array, BigInt, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    api_key::{ApiKey, ApiKeyId},
    ports::ApiKeyRepository,
    session::TokenHash,
    time::Timestamp,
    user::UserId,
};
use uuid::Uuid;

use super::row::ApiKeyRow;
use crate::{answer::Answered as _, columns::count, schema::api_keys, unit::PostgresUnitOfWork};

#[async_trait]
impl ApiKeyRepository for PostgresUnitOfWork {
    async fn add(&mut self, key: &ApiKey, hash: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(api_keys::table)
            .values((ApiKeyRow::from(key), api_keys::hash.eq(hash.0.to_vec())))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn count_live(&mut self, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
        let number: i64 = api_keys::table
            .filter(api_keys::user_id.eq(user.uuid()))
            .filter(api_keys::expires_at.gt(now.to_utc()))
            .count()
            .get_result(self.connection()?)
            .answered()
            .await?;
        Ok(count("count", number)?)
    }

    async fn delete(&mut self, id: ApiKeyId, user: UserId) -> Result<bool, StoreError> {
        let key = api_keys::table.find(id.uuid()).filter(api_keys::user_id.eq(user.uuid()));
        let deleted = diesel::delete(key).execute(self.connection()?).answered().await?;
        Ok(deleted == 1)
    }

    async fn note_uses(&mut self, uses: &[(ApiKeyId, Timestamp)]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = uses.iter().map(|(id, _)| id.uuid()).collect();
        let used: Vec<DateTime<Utc>> = uses.iter().map(|(_, at)| at.to_utc()).collect();
        let noted_before = |(_, at): &(_, Timestamp)| at.saturating_add(-ApiKey::USE_RESOLUTION).to_utc();
        let noted_before: Vec<DateTime<Utc>> = uses.iter().map(noted_before).collect();
        // Whoever holds a key notes its use as well, or removes it: nobody waits for that.
        diesel::sql_query(
            "UPDATE api_keys SET last_used_at = uses.used
             FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS uses (id, used, noted_before)
             WHERE api_keys.id = uses.id
               AND (last_used_at IS NULL OR last_used_at <= uses.noted_before)
               AND api_keys.id = ANY (ARRAY (
                   SELECT id FROM api_keys WHERE id = ANY ($1) FOR NO KEY UPDATE SKIP LOCKED))",
        )
        .bind::<Array<sql_types::Uuid>, _>(ids)
        .bind::<Array<Timestamptz>, _>(used)
        .bind::<Array<Timestamptz>, _>(noted_before)
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(())
    }

    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM api_keys WHERE id = ANY (ARRAY (
                 SELECT id FROM api_keys WHERE expires_at < $1
                 ORDER BY expires_at, id LIMIT $2 FOR UPDATE SKIP LOCKED))",
        )
        .bind::<Timestamptz, _>(expired_before.to_utc())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
