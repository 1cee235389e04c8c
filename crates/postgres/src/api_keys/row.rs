use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{Insertable, Queryable, Selectable},
};
use fasttrack_domain::{
    api_key::{ActiveApiKey, ApiKey},
    id::Id,
    time::Timestamp,
};
use uuid::Uuid;

use crate::{
    columns::{Corrupt, instant, parsed},
    schema::api_keys,
};

/// An API key, the hash of its secret aside.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, check_for_backend(Pg))]
pub(super) struct ApiKeyRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    scopes: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

impl From<&ApiKey> for ApiKeyRow {
    fn from(key: &ApiKey) -> Self {
        let ApiKey { id, user_id, name, scopes, created_at, last_used_at, expires_at } = key;
        Self {
            id: id.uuid(),
            user_id: user_id.uuid(),
            name: name.as_str().to_owned(),
            scopes: scopes.to_string(),
            created_at: created_at.to_utc(),
            last_used_at: last_used_at.map(Timestamp::to_utc),
            expires_at: expires_at.to_utc(),
        }
    }
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = Corrupt;

    fn try_from(row: ApiKeyRow) -> Result<Self, Corrupt> {
        let ApiKeyRow { id, user_id, name, scopes, created_at, last_used_at, expires_at } = row;
        Ok(Self {
            id: Id::new(id),
            user_id: Id::new(user_id),
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
#[diesel(table_name = api_keys, check_for_backend(Pg))]
pub(super) struct ActiveRow {
    id: Uuid,
    user_id: Uuid,
    #[diesel(select_expression = crate::schema::users::role)]
    role: String,
    scopes: String,
    last_used_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<ActiveRow> for ActiveApiKey {
    type Error = Corrupt;

    fn try_from(row: ActiveRow) -> Result<Self, Corrupt> {
        let ActiveRow { id, user_id, role, scopes, last_used_at, expires_at } = row;
        Ok(Self {
            id: Id::new(id),
            user_id: Id::new(user_id),
            role: parsed("users.role", &role)?,
            scopes: parsed("api_keys.scopes", &scopes)?,
            last_used_at: last_used_at.map(|at| instant("api_keys.last_used_at", at)).transpose()?,
            expires_at: instant("api_keys.expires_at", expires_at)?,
        })
    }
}
