use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
};
use fasttrack_domain::{id::Id, user::User};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, instant, parsed},
    schema::users,
};

/// A user, the hash of the password aside.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, check_for_backend(Pg))]
pub(super) struct UserRow {
    id: Uuid,
    username: String,
    full_name: String,
    email: String,
    role: String,
    active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        let User { id, username, full_name, email, role, active, created_at, updated_at } = user;
        Self {
            id: id.uuid(),
            username: username.as_str().to_owned(),
            full_name: full_name.as_str().to_owned(),
            email: email.as_str().to_owned(),
            role: role.as_str().to_owned(),
            active: *active,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = Corrupt;

    fn try_from(row: UserRow) -> Result<Self, Corrupt> {
        let UserRow { id, username, full_name, email, role, active, created_at, updated_at } = row;
        Ok(Self {
            id: Id::new(id),
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
