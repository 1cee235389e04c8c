use async_trait::async_trait;
use diesel::prelude::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use fasttrack_domain::{
    Constraint, StoreError,
    access::Role,
    ports::{Credentials, UserRepository},
    session::TokenHash,
    time::Timestamp,
    user::{PasswordHash, User, UserId},
};

use super::row::UserRow;
use crate::{
    columns::UuidBlob,
    errors::{foreign_key, store_error},
    schema::users,
    unit::SqliteUnitOfWork,
};

#[async_trait]
impl UserRepository for SqliteUnitOfWork {
    async fn add(&mut self, user: &User, password_hash: &PasswordHash) -> Result<(), StoreError> {
        diesel::insert_into(users::table)
            .values((UserRow::from(user), users::password_hash.eq(password_hash.as_str().to_owned())))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn find(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let row: Option<(UserRow, String)> = users::table
            .find(UuidBlob::from(id))
            .select((UserRow::as_select(), users::password_hash))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some((row, hash)) = row else { return Ok(None) };
        Ok(Some(Credentials { user: row.try_into()?, password_hash: PasswordHash::new(hash) }))
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(UuidBlob::from(user.id)))
            .set(UserRow::from(user))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(written == 1)
    }

    async fn set_password(
        &mut self,
        id: UserId,
        hash: &PasswordHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(UuidBlob::from(id)))
            .set((users::password_hash.eq(hash.as_str().to_owned()), users::updated_at.eq(at.micros())))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(written == 1)
    }

    async fn set_calendar_key<'a>(
        &mut self,
        id: UserId,
        key: Option<&'a TokenHash>,
    ) -> Result<bool, StoreError> {
        let written = diesel::update(users::table.find(UuidBlob::from(id)))
            .set(users::calendar_key_hash.eq(key.map(|TokenHash(hash)| hash.to_vec())))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(written == 1)
    }

    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        let deleted = diesel::delete(users::table.find(UuidBlob::from(id)))
            .execute(self.connection()?)
            .await
            .map_err(foreign_key(Constraint::UserOwnsEvents))?;
        Ok(deleted == 1)
    }

    async fn lock_active_admins(&mut self) -> Result<Vec<UserId>, StoreError> {
        // The unit holds the only write lock there is: reading is enough.
        let ids: Vec<UuidBlob> = users::table
            .filter(users::active.eq(true))
            .filter(users::role.eq(Role::Admin.as_str()))
            .select(users::id)
            .load(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(ids.into_iter().map(UserId::from).collect())
    }
}
