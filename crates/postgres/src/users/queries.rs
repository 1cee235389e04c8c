use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    page::{Page, PageRequest, Position, SortKey},
    ports::{Credentials, UserQueries},
    session::TokenHash,
    text::FoldedKey,
    user::{PasswordHash, User, UserId, Username},
};

use super::row::UserRow;
use crate::{
    PostgresStore,
    columns::count,
    keyset::{self, Beyond},
    schema::users,
};

#[async_trait]
impl UserQueries for PostgresStore {
    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let query = users::table.find(id.uuid()).select(UserRow::as_select());
        let reader = self.reader().await?;
        let row = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(User::try_from).transpose()?)
    }

    async fn credentials(&self, username: &Username) -> Result<Option<Credentials>, StoreError> {
        let query = users::table
            .filter(users::username.eq(username.as_str().to_owned()))
            .select((UserRow::as_select(), users::password_hash));
        let reader = self.reader().await?;
        let row: Option<(UserRow, String)> = reader.found(query.first(&mut reader.connection())).await?;
        let Some((row, hash)) = row else { return Ok(None) };
        Ok(Some(Credentials { user: row.try_into()?, password_hash: PasswordHash::new(hash) }))
    }

    async fn find_by_calendar_key(&self, key: &TokenHash) -> Result<Option<User>, StoreError> {
        let query = users::table
            .filter(users::calendar_key_hash.eq(key.0.to_vec()))
            .filter(users::active.eq(true))
            .select(UserRow::as_select());
        let reader = self.reader().await?;
        let row = reader.found(query.first(&mut reader.connection())).await?;
        Ok(row.map(User::try_from).transpose()?)
    }

    async fn list(&self, page: &PageRequest) -> Result<Page<User>, StoreError> {
        let mut query = users::table
            .select(UserRow::as_select())
            .order((users::username.asc(), users::id.asc()))
            .limit(keyset::rows(page.limit))
            .into_boxed();
        if let Some(position) = &page.after {
            query = query.filter(Beyond::text("users.username, users.id", position)?);
        }
        let reader = self.reader().await?;
        let rows: Vec<UserRow> = reader.answered(query.load(&mut reader.connection())).await?;
        let found = rows.into_iter().map(User::try_from).collect::<Result<_, _>>()?;
        // A username is its own folded key: ASCII, in lower case.
        Ok(Page::from_rows(found, page.limit, |user: &User| Position {
            key: SortKey::Text(FoldedKey::of(user.username.as_str())),
            id: user.id.uuid(),
        }))
    }

    async fn count(&self) -> Result<u64, StoreError> {
        let query = users::table.count();
        let reader = self.reader().await?;
        let found: i64 = reader.answered(query.get_result(&mut reader.connection())).await?;
        Ok(count("count", found)?)
    }
}
