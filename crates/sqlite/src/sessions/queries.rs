use async_trait::async_trait;
use diesel::{
    prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _},
    sqlite::Sqlite,
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

use super::row::SessionRow;
use crate::{
    SqliteStore,
    columns::{UuidBlob, count, instant, parsed},
    errors::store_error,
    keyset::{self, Beyond, Direction},
    schema::{sessions, users},
};

/// The sessions of a user that are neither ended nor expired.
fn alive(user: UserId, now: Timestamp) -> sessions::BoxedQuery<'static, Sqlite> {
    sessions::table
        .filter(sessions::user_id.eq(UuidBlob::from(user)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now.micros()))
        .into_boxed()
}

#[async_trait]
impl SessionQueries for SqliteStore {
    async fn active(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        let query = sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq(UuidBlob::from(id)))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now.micros()))
            .filter(users::active.eq(true))
            .select((users::id, users::role, sessions::expires_at));
        let mut reader = self.reader().await?;
        let row: Option<(UuidBlob, String, i64)> =
            query.first(reader.connection()?).await.optional().map_err(store_error)?;
        reader.give_back();
        let Some((user_id, role, expires_at)) = row else { return Ok(None) };
        Ok(Some(ActiveSession {
            id,
            user_id: user_id.into(),
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
        let mut reader = self.reader().await?;
        let rows: Vec<SessionRow> = query.load(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        let found = rows.into_iter().map(Session::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, |session: &Session| Position {
            key: SortKey::Time(session.created_at),
            id: session.id.uuid(),
        }))
    }

    async fn count(&self, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let number: i64 =
            alive(user, now).count().get_result(reader.connection()?).await.map_err(store_error)?;
        reader.give_back();
        Ok(count("count", number)?)
    }
}
