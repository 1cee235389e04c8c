use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel::{dsl::sql, sql_types::Bool};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    ports::{Credentials, UserRepository},
    session::TokenHash,
    time::Timestamp,
    user::{PasswordHash, User, UserId},
};

use uuid::Uuid;

use super::row::UserRow;
use crate::{answer::Answered as _, schema::users, unit::PostgresUnitOfWork};

#[async_trait]
impl UserRepository for PostgresUnitOfWork {
    async fn add(&mut self, user: &User, password_hash: &PasswordHash) -> Result<(), StoreError> {
        diesel::insert_into(users::table)
            .values((UserRow::from(user), users::password_hash.eq(password_hash.as_str().to_owned())))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(())
    }

    async fn find(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let row: Option<(UserRow, String)> = users::table
            .find(id.uuid())
            .for_no_key_update()
            .select((UserRow::as_select(), users::password_hash))
            .first(self.connection()?)
            .found()
            .await?;
        let Some((row, hash)) = row else { return Ok(None) };
        Ok(Some(Credentials { user: row.try_into()?, password_hash: PasswordHash::new(hash) }))
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(user.id.uuid()))
            .set(UserRow::from(user))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(written == 1)
    }

    async fn set_password(
        &mut self,
        id: UserId,
        hash: &PasswordHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(id.uuid()))
            .set((users::password_hash.eq(hash.as_str().to_owned()), users::updated_at.eq(at.to_utc())))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(written == 1)
    }

    async fn set_calendar_key<'a>(
        &mut self,
        id: UserId,
        key: Option<&'a TokenHash>,
    ) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(id.uuid()))
            .set(users::calendar_key_hash.eq(key.map(|TokenHash(hash)| hash.to_vec())))
            .execute(self.connection()?)
            .answered()
            .await?;
        Ok(written == 1)
    }

    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        let deleted =
            diesel::delete(users::table.find(id.uuid())).execute(self.connection()?).answered().await?;
        Ok(deleted == 1)
    }

    async fn lock_active_admins(&mut self) -> Result<Vec<UserId>, StoreError> {
        // In one order, so that two units do not wait for each other. Whoever waits looks again at
        // what the other has made of the rows.
        let ids: Vec<Uuid> = users::table
            .filter(users::active.eq(true))
            // As the index says it, which a bound value would not match.
            .filter(sql::<Bool>("role = 'admin'"))
            .order(users::id)
            .for_no_key_update()
            .select(users::id)
            .load(self.connection()?)
            .answered()
            .await?;
        Ok(ids.into_iter().map(UserId::new).collect())
    }
}
