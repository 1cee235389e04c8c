use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _},
};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    page::{Page, PageRequest, Position, SortKey},
    ports::SessionQueries,
    session::{ActiveSession, Session, SessionId},
    time::Timestamp,
    user::UserId,
};

use uuid::Uuid;

use super::row::SessionRow;
use crate::{
    PostgresStore,
    columns::{count, instant, parsed},
    keyset::{self, Beyond, Direction},
    schema::{sessions, users},
};

/// The sessions of a user that are neither ended nor expired.
fn alive(user: UserId, now: Timestamp) -> sessions::BoxedQuery<'static, Pg> {
    sessions::table
        .filter(sessions::user_id.eq(user.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now.to_utc()))
        .into_boxed()
}

#[async_trait]
impl SessionQueries for PostgresStore {
    async fn active(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        let query = sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq(id.uuid()))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now.to_utc()))
            .filter(users::active.eq(true))
            .select((users::id, users::role, sessions::expires_at));
        let reader = self.reader().await?;
        let row: Option<(Uuid, String, DateTime<Utc>)> =
            reader.found(query.first(&mut reader.connection())).await?;
        let Some((user_id, role, expires_at)) = row else { return Ok(None) };
        Ok(Some(ActiveSession {
            id,
            user_id: UserId::new(user_id),
            role: parsed("users.role", &role)?,
            expires_at: instant("sessions.expires_at", expires_at)?,
        }))
    }

    async fn list(
        &self,
        user: UserId,
        now: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        let mut query = alive(user, now)
            .select(SessionRow::as_select())
            .order((sessions::created_at.desc(), sessions::id.desc()))
            .limit(keyset::rows(page.limit));
        if let Some(position) = &page.after {
            let columns = "sessions.created_at, sessions.id";
            query = query.filter(Beyond::instant(columns, Direction::Descending, position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<SessionRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(Session::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, |session: &Session| Position {
            key: SortKey::Time(session.created_at),
            id: session.id.uuid(),
        }))
    }

    async fn count(&self, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
        let (query, reader) = (alive(user, now).count(), self.reader().await?);
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }
}
