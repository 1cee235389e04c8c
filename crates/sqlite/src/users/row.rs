use diesel::{
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
    sqlite::Sqlite,
};
use fasttrack_domain::user::User;

use crate::{
    columns::{Corrupt, UuidBlob, instant, parsed},
    schema::users,
};

/// A user, the hash of the password aside.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, check_for_backend(Sqlite))]
pub(super) struct UserRow {
    id: UuidBlob,
    username: String,
    full_name: String,
    email: String,
    role: String,
    active: bool,
    created_at: i64,
    updated_at: i64,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        let User { id, username, full_name, email, role, active, created_at, updated_at } = user;
        Self {
            id: UuidBlob::from(*id),
            username: username.as_str().to_owned(),
            full_name: full_name.as_str().to_owned(),
            email: email.as_str().to_owned(),
            role: role.as_str().to_owned(),
            active: *active,
            created_at: created_at.micros(),
            updated_at: updated_at.micros(),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = Corrupt;

    fn try_from(row: UserRow) -> Result<Self, Corrupt> {
        let UserRow { id, username, full_name, email, role, active, created_at, updated_at } = row;
        Ok(Self {
            id: id.into(),
            username: parsed("users.username", &username)?,
            full_name: parsed("users.full_name", &full_name)?,
            email: parsed("users.email", &email)?,
            role: parsed("users.role", &role)?,
            active,
            created_at: instant("users.created_at", created_at)?,
            updated_at: instant("users.updated_at", updated_at)?,
        })
    }
}
