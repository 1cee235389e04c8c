use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    query_dsl::methods::FilterDsl as _,
    sql_types::BigInt,
    upsert::excluded,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    ports::IdempotencyRepository,
    time::Timestamp,
};

use crate::{
    columns::{Corrupt, UuidBlob},
    errors::{foreign_key, store_error},
    schema::idempotency_keys as keys,
    unit::SqliteUnitOfWork,
};

impl SqliteUnitOfWork {
    /// Whether the key is this unit's now. (Nobody else has a unit.)
    async fn take_key(&mut self, claim: &KeyClaim) -> Result<bool, StoreError> {
        let KeyClaim { key, request, at, expires_at } = claim;
        // Of one that has expired nothing stays.
        let taken = diesel::insert_into(keys::table)
            .values((
                keys::user_id.eq(UuidBlob::from(key.user_id)),
                keys::route.eq(key.route.clone()),
                keys::key_hash.eq(key.hash.to_vec()),
                keys::request_hash.eq(request.to_vec()),
                keys::answer.eq(None::<Vec<u8>>),
                keys::expires_at.eq(expires_at.micros()),
            ))
            .on_conflict((keys::user_id, keys::route, keys::key_hash))
            .do_update()
            .set((
                keys::request_hash.eq(excluded(keys::request_hash)),
                keys::answer.eq(excluded(keys::answer)),
                keys::expires_at.eq(excluded(keys::expires_at)),
            ))
            .filter(keys::expires_at.le(at.micros()))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        Ok(taken == 1)
    }
}

#[async_trait]
impl IdempotencyRepository for SqliteUnitOfWork {
    async fn claim(&mut self, claim: &KeyClaim) -> Result<Option<KeptAnswer>, StoreError> {
        if self.take_key(claim).await? {
            return Ok(None);
        }
        let RequestKey { user_id, route, hash } = claim.key.clone();
        let (request, answer): (Vec<u8>, Option<Vec<u8>>) = keys::table
            .find((UuidBlob::from(user_id), route, hash.to_vec()))
            .select((keys::request_hash, keys::answer))
            .first(self.connection()?)
            .await
            .map_err(store_error)?;
        let request = request.try_into().map_err(|_| Corrupt::new("idempotency_keys.request_hash"))?;
        let answer = answer.ok_or(Corrupt::new("idempotency_keys.answer"))?;
        Ok(Some(KeptAnswer { request, answer: StoredAnswer(answer) }))
    }

    async fn keep(&mut self, key: &RequestKey, answer: &StoredAnswer) -> Result<(), StoreError> {
        let RequestKey { user_id, route, hash } = key.clone();
        let kept = diesel::update(keys::table.find((UuidBlob::from(user_id), route, hash.to_vec())))
            .set(keys::answer.eq(Some(answer.0.clone())))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if kept == 1 { Ok(()) } else { Err(StoreError::Backend("the key was not claimed".into())) }
    }

    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table.
        let removed = diesel::sql_query(
            "DELETE FROM idempotency_keys WHERE rowid IN (
                 SELECT rowid FROM idempotency_keys WHERE expires_at < ? ORDER BY expires_at LIMIT ?)",
        )
        .bind::<BigInt, _>(expired_before.micros())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
