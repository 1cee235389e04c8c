use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    query_dsl::methods::FilterDsl as _,
    sql_types::{BigInt, Timestamptz},
    upsert::excluded,
};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use fasttrack_domain::{
    StoreError,
    idempotency::{KeptAnswer, KeyClaim, RequestKey, StoredAnswer},
    ports::IdempotencyRepository,
    time::Timestamp,
};

use crate::{
    answer::{Answered as _, in_time},
    columns::Corrupt,
    errors::store_error,
    schema::idempotency_keys as keys,
    unit::PostgresUnitOfWork,
};

/// For how long another unit that has the key is waited for: 1 s, less than a statement may take, so that
/// who waits in vain hears that somebody has it, and not that the database is slow.
const LONGEST_WAIT: &str = "SET LOCAL lock_timeout = 1000";
const AS_BEFORE: &str = "SET LOCAL lock_timeout = 0";

impl PostgresUnitOfWork {
    /// Whether the key is this unit's now. Whoever else has it is waited for.
    async fn take_key(&mut self, claim: &KeyClaim) -> Result<bool, StoreError> {
        let KeyClaim { key, request, at, expires_at } = claim;
        // Of one that has expired nothing stays.
        let taken = diesel::insert_into(keys::table)
            .values((
                keys::user_id.eq(key.user_id.uuid()),
                keys::route.eq(&key.route),
                keys::key_hash.eq(key.hash.as_slice()),
                keys::request_hash.eq(request.as_slice()),
                keys::answer.eq(None::<&[u8]>),
                keys::expires_at.eq(expires_at.to_utc()),
            ))
            .on_conflict((keys::user_id, keys::route, keys::key_hash))
            .do_update()
            .set((
                keys::request_hash.eq(excluded(keys::request_hash)),
                keys::answer.eq(excluded(keys::answer)),
                keys::expires_at.eq(excluded(keys::expires_at)),
            ))
            .filter(keys::expires_at.le(at.to_utc()))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(taken == 1)
    }

    async fn set(&mut self, setting: &str) -> Result<(), StoreError> {
        in_time(self.connection()?.batch_execute(setting)).await?.map_err(store_error)
    }
}

#[async_trait]
impl IdempotencyRepository for PostgresUnitOfWork {
    async fn claim(&mut self, claim: &KeyClaim) -> Result<Option<KeptAnswer>, StoreError> {
        self.set(LONGEST_WAIT).await?;
        let taken = self.take_key(claim).await?;
        self.set(AS_BEFORE).await?;
        if taken {
            return Ok(None);
        }
        // Nobody can take it away: what was not overwritten is locked all the same.
        let RequestKey { user_id, route, hash } = &claim.key;
        let (request, answer): (Vec<u8>, Option<Vec<u8>>) = keys::table
            .find((user_id.uuid(), route, hash.as_slice()))
            .select((keys::request_hash, keys::answer))
            .first(self.connection()?)
            .answered()
            .await?;
        let request = request.try_into().map_err(|_| Corrupt::new("idempotency_keys.request_hash"))?;
        let answer = answer.ok_or(Corrupt::new("idempotency_keys.answer"))?;
        Ok(Some(KeptAnswer { request, answer: StoredAnswer(answer) }))
    }

    async fn keep(&mut self, key: &RequestKey, answer: &StoredAnswer) -> Result<(), StoreError> {
        let RequestKey { user_id, route, hash } = key;
        let kept = diesel::update(keys::table.find((user_id.uuid(), route, hash.as_slice())))
            .set(keys::answer.eq(Some(&answer.0)))
            .execute(self.connection()?)
            .answered()
            .await?;
        if kept == 1 { Ok(()) } else { Err(StoreError::Backend("the key was not claimed".into())) }
    }

    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. A key that somebody is about to take
        // again is not waited for.
        let removed = diesel::sql_query(
            "DELETE FROM idempotency_keys WHERE (user_id, route, key_hash) IN (
                 SELECT user_id, route, key_hash FROM idempotency_keys
                 WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
        )
        .bind::<Timestamptz, _>(expired_before.to_utc())
        .bind::<BigInt, _>(i64::from(most))
        .execute(self.connection()?)
        .answered()
        .await?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
