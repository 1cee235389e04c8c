use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    api_key::{ActiveApiKey, ApiKey},
    page::{Page, PageRequest, Position, SortKey},
    ports::ApiKeyQueries,
    session::TokenHash,
    time::Timestamp,
    user::UserId,
};

use super::row::{ActiveRow, ApiKeyRow};
use crate::{
    PostgresStore,
    columns::count,
    keyset::{self, Beyond, Direction},
    schema::{api_keys, users},
};

#[async_trait]
impl ApiKeyQueries for PostgresStore {
    async fn active(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError> {
        let query = api_keys::table
            .inner_join(users::table)
            .filter(api_keys::hash.eq(hash.0.to_vec()))
            .filter(api_keys::expires_at.gt(now.to_utc()))
            .filter(users::active.eq(true))
            .select(ActiveRow::as_select());
        let reader = self.reader().await?;
        let row: Option<ActiveRow> = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(ActiveApiKey::try_from).transpose()?)
    }

    async fn list(&self, user: UserId, page: &PageRequest) -> Result<Page<ApiKey>, StoreError> {
        let mut query = api_keys::table
            .filter(api_keys::user_id.eq(user.uuid()))
            .select(ApiKeyRow::as_select())
            .order((api_keys::created_at.desc(), api_keys::id.desc()))
            .limit(keyset::rows(page.limit))
            .into_boxed();
        if let Some(position) = &page.after {
            let columns = "api_keys.created_at, api_keys.id";
            query = query.filter(Beyond::instant(columns, Direction::Descending, position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<ApiKeyRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(ApiKey::try_from).collect::<Result<_, _>>()?;
        Ok(Page::from_rows(found, page.limit, |key: &ApiKey| Position {
            key: SortKey::Time(key.created_at),
            id: key.id.uuid(),
        }))
    }

    async fn count(&self, user: UserId) -> Result<u64, StoreError> {
        let query = api_keys::table.filter(api_keys::user_id.eq(user.uuid())).count();
        let reader = self.reader().await?;
        let number: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", number)?)
    }
}
