use async_trait::async_trait;
use diesel::{
    prelude::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _},
    sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    api_key::{ApiKey, ApiKeyId},
    ports::ApiKeyRepository,
    session::TokenHash,
    time::Timestamp,
    user::UserId,
};

use super::row::ApiKeyRow;
use crate::{
    columns::{UuidBlob, count},
    errors::{foreign_key, store_error},
    schema::api_keys,
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl ApiKeyRepository for SqliteUnitOfWork {
    async fn add(&mut self, key: &ApiKey, hash: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(api_keys::table)
            .values((ApiKeyRow::from(key), api_keys::hash.eq(hash.0.to_vec())))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        Ok(())
    }

    async fn count_live(&mut self, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
        let number: i64 = api_keys::table
            .filter(api_keys::user_id.eq(UuidBlob::from(user)))
            .filter(api_keys::expires_at.gt(now.micros()))
            .count()
            .get_result(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(count("count", number)?)
    }

    async fn delete(&mut self, id: ApiKeyId, user: UserId) -> Result<bool, StoreError> {
        let key = api_keys::table.find(UuidBlob::from(id)).filter(api_keys::user_id.eq(UuidBlob::from(user)));
        let deleted = diesel::delete(key).execute(self.connection()?).await.map_err(store_error)?;
        Ok(deleted == 1)
    }

    async fn note_uses(&mut self, uses: &[(ApiKeyId, Timestamp)]) -> Result<(), StoreError> {
        for (id, at) in uses {
            let noted_before = at.saturating_add(-ApiKey::USE_RESOLUTION).micros();
            let old = api_keys::last_used_at.is_null().or(api_keys::last_used_at.le(noted_before));
            diesel::update(api_keys::table.find(UuidBlob::from(*id)).filter(old))
                .set(api_keys::last_used_at.eq(at.micros()))
                .execute(self.connection()?)
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM api_keys WHERE id IN (
                 SELECT id FROM api_keys WHERE expires_at < ? ORDER BY expires_at, id LIMIT ?)",
        )
        .bind::<BigInt, _>(expired_before.micros())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
