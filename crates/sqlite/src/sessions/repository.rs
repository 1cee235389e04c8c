use async_trait::async_trait;
use diesel::{
    prelude::{
        ExpressionMethods as _, NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
        SelectableHelper as _, SqliteExpressionMethods as _,
    },
    sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    ports::SessionRepository,
    session::{PresentedToken, Session, SessionId, TokenHash},
    time::Timestamp,
    user::UserId,
};

use super::row::SessionRow;
use crate::{
    columns::UuidBlob,
    errors::{foreign_key, store_error},
    schema::{refresh_tokens, sessions},
    unit::SqliteUnitOfWork,
};

impl SqliteUnitOfWork {
    async fn add_token(&mut self, session: SessionId, token: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(refresh_tokens::table)
            .values((
                refresh_tokens::hash.eq(token.0.to_vec()),
                refresh_tokens::session_id.eq(UuidBlob::from(session)),
                refresh_tokens::spent.eq(false),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn spend_token(&mut self, session: SessionId, token: &TokenHash) -> Result<(), StoreError> {
        let current = refresh_tokens::table
            .find(token.0.to_vec())
            .filter(refresh_tokens::session_id.eq(UuidBlob::from(session)))
            .filter(refresh_tokens::spent.eq(false));
        let spent = diesel::update(current)
            .set(refresh_tokens::spent.eq(true))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if spent == 1 {
            Ok(())
        } else {
            // Who rotates has found the token in this unit, unspent.
            Err(StoreError::Backend("the rotated token is not the session's current one".into()))
        }
    }
}

#[async_trait]
impl SessionRepository for SqliteUnitOfWork {
    async fn add(&mut self, session: &Session, token: &TokenHash) -> Result<(), StoreError> {
        diesel::insert_into(sessions::table)
            .values(SessionRow::from(session))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserUnknown))?;
        self.add_token(session.id, token).await
    }

    async fn find_by_token(&mut self, token: &TokenHash) -> Result<Option<PresentedToken>, StoreError> {
        let row: Option<(SessionRow, bool, Option<i64>)> = refresh_tokens::table
            .inner_join(sessions::table)
            .filter(refresh_tokens::hash.eq(token.0.to_vec()))
            .select((SessionRow::as_select(), refresh_tokens::spent, sessions::ended_at))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
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
        diesel::update(sessions::table.find(UuidBlob::from(session.id)))
            .set((
                sessions::last_used_at.eq(session.last_used_at.micros()),
                sessions::expires_at.eq(session.expires_at.micros()),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn end(&mut self, id: SessionId, user: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let open = sessions::table
            .find(UuidBlob::from(id))
            .filter(sessions::user_id.eq(UuidBlob::from(user)))
            .filter(sessions::ended_at.is_null());
        let ended = diesel::update(open)
            .set(sessions::ended_at.eq(at.micros()))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(ended == 1)
    }

    async fn end_all(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let open = sessions::table
            .filter(sessions::user_id.eq(UuidBlob::from(user)))
            .filter(sessions::ended_at.is_null())
            // `id IS NOT NULL`, so everything, when nothing is excepted.
            .filter(sessions::id.nullable().is_not(except.map(UuidBlob::from)));
        let ended: Vec<UuidBlob> = diesel::update(open)
            .set(sessions::ended_at.eq(at.micros()))
            .returning(sessions::id)
            .get_results(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(ended.into_iter().map(SessionId::from).collect())
    }

    async fn prune(&mut self, over_before: Timestamp, most: u16) -> Result<u64, StoreError> {
        // In SQL: diesel lets no statement look into its own table. A session has so many spent tokens
        // that to leave them to the foreign key would have no bound.
        let tokens = "DELETE FROM refresh_tokens WHERE hash IN (
            SELECT refresh_tokens.hash FROM sessions
            INNER JOIN refresh_tokens ON refresh_tokens.session_id = sessions.id
            WHERE min(COALESCE(sessions.ended_at, sessions.expires_at), sessions.expires_at) < ?
            LIMIT ?)";
        let sessions = "DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions
            WHERE min(COALESCE(ended_at, expires_at), expires_at) < ?
              AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE session_id = sessions.id)
            ORDER BY min(COALESCE(ended_at, expires_at), expires_at), id LIMIT ?)";
        let mut removed = 0;
        for statement in [tokens, sessions] {
            removed += diesel::sql_query(statement)
                .bind::<BigInt, _>(over_before.micros())
                .bind::<BigInt, _>(i64::from(most))
                .execute(self.connection()?)
                .await
                .map_err(store_error)?;
        }
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}
