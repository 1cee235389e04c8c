use diesel::{
    prelude::{Insertable, Queryable, Selectable},
    sqlite::Sqlite,
};
use fasttrack_domain::{
    api_key::{ActiveApiKey, ApiKey},
    time::Timestamp,
};

use crate::{
    columns::{Corrupt, UuidBlob, instant, parsed},
    schema::api_keys,
};

/// An API key, the hash of its secret aside.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, check_for_backend(Sqlite))]
pub(super) struct ApiKeyRow {
    id: UuidBlob,
    user_id: UuidBlob,
    name: String,
    scopes: String,
    created_at: i64,
    last_used_at: Option<i64>,
    expires_at: i64,
}

impl From<&ApiKey> for ApiKeyRow {
    fn from(key: &ApiKey) -> Self {
        let ApiKey { id, user_id, name, scopes, created_at, last_used_at, expires_at } = key;
        Self {
            id: UuidBlob::from(*id),
            user_id: UuidBlob::from(*user_id),
            name: name.as_str().to_owned(),
            scopes: scopes.to_string(),
            created_at: created_at.micros(),
            last_used_at: last_used_at.map(Timestamp::micros),
            expires_at: expires_at.micros(),
        }
    }
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = Corrupt;

    fn try_from(row: ApiKeyRow) -> Result<Self, Corrupt> {
        let ApiKeyRow { id, user_id, name, scopes, created_at, last_used_at, expires_at } = row;
        Ok(Self {
            id: id.into(),
            user_id: user_id.into(),
            name: parsed("api_keys.name", &name)?,
            scopes: parsed("api_keys.scopes", &scopes)?,
            created_at: instant("api_keys.created_at", created_at)?,
            last_used_at: last_used_at.map(|at| instant("api_keys.last_used_at", at)).transpose()?,
            expires_at: instant("api_keys.expires_at", expires_at)?,
        })
    }
}

/// What authentication wants to know of a key, with the role of its user.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Sqlite))]
pub(super) struct ActiveRow {
    id: UuidBlob,
    user_id: UuidBlob,
    #[diesel(select_expression = crate::schema::users::role)]
    role: String,
    scopes: String,
    last_used_at: Option<i64>,
    expires_at: i64,
}

impl TryFrom<ActiveRow> for ActiveApiKey {
    type Error = Corrupt;

    fn try_from(row: ActiveRow) -> Result<Self, Corrupt> {
        let ActiveRow { id, user_id, role, scopes, last_used_at, expires_at } = row;
        Ok(Self {
            id: id.into(),
            user_id: user_id.into(),
            role: parsed("users.role", &role)?,
            scopes: parsed("api_keys.scopes", &scopes)?,
            last_used_at: last_used_at.map(|at| instant("api_keys.last_used_at", at)).transpose()?,
            expires_at: instant("api_keys.expires_at", expires_at)?,
        })
    }
}
