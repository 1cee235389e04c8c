use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::{
        ExpressionMethods as _, NullableExpressionMethods as _, PgExpressionMethods as _, QueryDsl as _,
        SelectableHelper as _,
    },
    sql_types::{BigInt, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    id::Id,
    ports::SessionRepository,
    session::{PresentedToken, Session, SessionId, TokenHash},
    time::Timestamp,
    user::UserId,
};

use uuid::Uuid;

use super::row::SessionRow;
use crate::{
    answer::Answered as _,
    schema::{refresh_tokens, sessions},
    unit::PostgresUnitOfWork,
};

impl PostgresUnitOfWork {
    async fn add_token(&mut self, session: SessionId, token: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(refresh_tokens::table)
            .values((
                refresh_tokens::hash.eq(token.0.to_vec()),
                refresh_tokens::session_id.eq(session.uuid()),
                refresh_tokens::spent.eq(false),
            ))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn spend_token(&mut self, session: SessionId, token: &TokenHash) -> Result<(), StoreError> {
        let current = refresh_tokens::table
            .find(token.0.to_vec())
            .filter(refresh_tokens::session_id.eq(session.uuid()))
            .filter(refresh_tokens::spent.eq(false));
        let spent = diesel::update(current)
            .set(refresh_tokens::spent.eq(true))
            .execute(self.connection()?)
            .answered()
            .await?;
        if spent == 1 {
            Ok(())
        } else {
            // Who rotates has found the token in this unit, unspent.
            Err(StoreError::Backend("the rotated token is not the session's current one".into()))
        }
    }
}

#[async_trait]
impl SessionRepository for PostgresUnitOfWork {
    async fn add(&mut self, session: &Session, token: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(sessions::table)
            .values(SessionRow::from(session))
            .execute(self.connection()?)
            .answered()
            .await?;
        self.add_token(session.id, token).await
    }

    async fn find_by_token(&mut self, token: &TokenHash) -> Result<Option<PresentedToken>, StoreError> {
        // First the lock, then the look: see the crate's documentation.
        let of_token = refresh_tokens::table
            .filter(refresh_tokens::hash.eq(token.0.to_vec()))
            .select(refresh_tokens::session_id);
        let held: Option<Uuid> = sessions::table
            .filter(sessions::id.eq_any(of_token))
            .for_no_key_update()
            .select(sessions::id)
            .first(self.connection()?)
            .found()
            .await?;
        if held.is_none() {
            return Ok(None);
        }
        let row: Option<(SessionRow, bool, Option<DateTime<Utc>>)> = refresh_tokens::table
            .inner_join(sessions::table)
            .filter(refresh_tokens::hash.eq(token.0.to_vec()))
            .select((SessionRow::as_select(), refresh_tokens::spent, sessions::ended_at))
            .first(self.connection()?)
            .found()
            .await?;
        let Some((session, spent, ended_at)) = row else { return Ok(None) };
        Ok(Some(PresentedToken { session: session.try_into()?, spent, ended: ended_at.is_some() }))
    }

    async fn rotate(
        &mut self,
        session: &Session,
        old: &TokenHash,
        new: &TokenHash,
    ) -> Result<(), StoreError> {
        self.spend_token(session.id, old).await?;
        self.add_token(session.id, new).await?;
        diesel::update(sessions::table.find(session.id.uuid()))
            .set((
                sessions::last_used_at.eq(session.last_used_at.to_utc()),
                sessions::expires_at.eq(session.expires_at.to_utc()),
            ))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn end(&mut self, id: SessionId, user: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let open = sessions::table
            .find(id.uuid())
            .filter(sessions::user_id.eq(user.uuid()))
            .filter(sessions::ended_at.is_null());
        let ended = diesel::update(open)
            .set(sessions::ended_at.eq(at.to_utc()))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(ended == 1)
    }

    async fn end_all(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let open = sessions::table
            .filter(sessions::user_id.eq(user.uuid()))
            .filter(sessions::ended_at.is_null())
            // `id IS DISTINCT FROM NULL`, so everything, when nothing is excepted.
            .filter(sessions::id.nullable().is_distinct_from(except.map(Id::uuid)));
        let ended: Vec<Uuid> = diesel::update(open)
            .set(sessions::ended_at.eq(at.to_utc()))
            .returning(sessions::id)
            .get_results(self.connection()?)
            .answered()
            .await?;
        Ok(ended.into_iter().map(SessionId::new).collect())
    }

    async fn prune(&mut self, over_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. A session has so many spent tokens
        // that to leave them to the foreign key would have no bound.
        let tokens = "DELETE FROM refresh_tokens WHERE hash = ANY (ARRAY (
            SELECT refresh_tokens.hash FROM sessions
            INNER JOIN refresh_tokens ON refresh_tokens.session_id = sessions.id
            WHERE LEAST(sessions.ended_at, sessions.expires_at) < $1
            LIMIT $2 FOR UPDATE OF refresh_tokens SKIP LOCKED))";
        let sessions = "DELETE FROM sessions WHERE id = ANY (ARRAY (
            SELECT id FROM sessions
            WHERE LEAST(ended_at, expires_at) < $1
              AND NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)
            ORDER BY LEAST(ended_at, expires_at), id LIMIT $2 FOR UPDATE SKIP LOCKED))";
        let mut removed = 0;
        for statement in [tokens, sessions] {
            removed += diesel::sql_query(statement)
                .bind::<Timestamptz, _>(over_before.to_utc())
                .bind::<BigInt, _>(i64::from(most))
                .execute(self.connection()?)
                .answered()
                .await?;
        }
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
