use chrono::{DateTime, Utc};
use fasttrack_application::api_keys::{CreatedApiKey, NewApiKey};
use fasttrack_domain::{
    Invalid,
    access::{Scope, Scopes},
    api_key::{ApiKey, ApiKeyName},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{
    problem::ApiError,
    validation::{at, member, parse, parses, refused},
};

/// What is decided about a new key.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiKeyInput {
    /// What to call it, to know it again.
    #[validate(custom(function = "parses::<ApiKeyName>"))]
    #[schema(min_length = 1, max_length = 100, example = "CI of the web site")]
    name: String,
    /// What it shall allow: nothing that the access token of this request does not.
    #[validate(custom(function = "scopes_fit"))]
    #[schema(value_type = Vec<ScopeName>, min_items = 1, example = json!(["events:read"]))]
    pub(super) scopes: Vec<String>,
    /// When it shall stop working (RFC 3339; any offset); when nobody says, in 90 days. How far ahead it
    /// may be, the operator decides: 365 days, unless something else is said.
    #[validate(custom(function = "timestamp_fits"))]
    #[schema(value_type = Option<DateTime<Utc>>, example = json!(null))]
    expires_at: Option<String>,
}

/// One permission.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the domain's Scope in the OpenAPI document")]
pub(crate) enum ScopeName {
    #[schema(rename = "events:read")]
    EventsRead,
    #[schema(rename = "venues:read")]
    VenuesRead,
    #[schema(rename = "registrations:self")]
    RegistrationsSelf,
    #[schema(rename = "events:write")]
    EventsWrite,
    #[schema(rename = "registrations:manage")]
    RegistrationsManage,
    #[schema(rename = "files:write")]
    FilesWrite,
    #[schema(rename = "imports:write")]
    ImportsWrite,
    #[schema(rename = "venues:write")]
    VenuesWrite,
    #[schema(rename = "users:manage")]
    UsersManage,
    #[schema(rename = "jobs:manage")]
    JobsManage,
    #[schema(rename = "system:read")]
    SystemRead,
}

fn scopes_fit(raw: &[String]) -> Result<(), ValidationError> {
    for (index, scope) in raw.iter().enumerate() {
        let parsed: Result<Scope, Invalid> = scope.parse();
        parsed.map_err(|invalid| member(&format!("/scopes/{index}"), refused(invalid)))?;
    }
    if raw.is_empty() { Err(refused(Invalid::new("required", "must not be empty"))) } else { Ok(()) }
}

fn timestamp_fits(raw: &str) -> Result<(), ValidationError> {
    Timestamp::parse(raw).map(drop).map_err(refused)
}

impl ApiKeyInput {
    pub(super) fn new_key(&self) -> Result<NewApiKey, ApiError> {
        let Self { name, scopes, expires_at } = self;
        let scopes: Result<Scopes, Invalid> = scopes.iter().map(|scope| scope.parse::<Scope>()).collect();
        Ok(NewApiKey {
            name: parse("/name", name)?,
            scopes: at("/scopes", scopes)?,
            expires_at: expires_at
                .as_deref()
                .map(|raw| at("/expires_at", Timestamp::parse(raw)))
                .transpose()?,
        })
    }
}

/// A key, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyBody {
    /// Identifies the key.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000d1")]
    id: Uuid,
    /// What its user calls it.
    #[schema(example = "CI of the web site")]
    name: String,
    /// The most that it allows; no more than the role of its user.
    #[schema(value_type = Vec<ScopeName>, example = json!(["events:read"]))]
    scopes: Vec<&'static str>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last used, to the minute; `null` if it never was.
    #[schema(required = true, example = json!(null))]
    last_used_at: Option<DateTime<Utc>>,
    /// When it stops working.
    expires_at: DateTime<Utc>,
}

/// A new key, with its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewApiKeyBody {
    /// Identifies the key.
    #[schema(example = "0197a3c0-0000-7000-8000-0000000000d1")]
    id: Uuid,
    /// What its user calls it.
    #[schema(example = "CI of the web site")]
    name: String,
    /// The most that it allows; no more than the role of its user.
    #[schema(value_type = Vec<ScopeName>, example = json!(["events:read"]))]
    scopes: Vec<&'static str>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last used: `null`, as it never was.
    #[schema(required = true, example = json!(null))]
    last_used_at: Option<DateTime<Utc>>,
    /// When it stops working.
    expires_at: DateTime<Utc>,
    /// The secret: send it as `Authorization: Bearer …`. It is shown only now.
    #[schema(
        pattern = "^ftk_[A-Za-z0-9_-]{43}$",
        example = "ftk_q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvTyEs"
    )]
    key: String,
}

impl From<ApiKey> for ApiKeyBody {
    fn from(key: ApiKey) -> Self {
        let ApiKey { id, user_id: _, name, scopes, created_at, last_used_at, expires_at } = key;
        Self {
            id: id.uuid(),
            name: name.to_string(),
            scopes: scopes.iter().map(Scope::as_str).collect(),
            created_at: created_at.to_utc(),
            last_used_at: last_used_at.map(Timestamp::to_utc),
            expires_at: expires_at.to_utc(),
        }
    }
}

impl From<CreatedApiKey> for NewApiKeyBody {
    fn from(created: CreatedApiKey) -> Self {
        let CreatedApiKey { key, secret } = created;
        let ApiKeyBody { id, name, scopes, created_at, last_used_at, expires_at } = key.into();
        let key = secret.reveal().to_owned();
        Self { id, name, scopes, created_at, last_used_at, expires_at, key }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema as _;

    use super::*;

    #[test]
    fn the_document_names_every_scope() {
        let schema = serde_json::to_value(ScopeName::schema()).unwrap();
        let words: Vec<&str> = Scope::ALL.map(Scope::as_str).to_vec();
        assert_eq!(schema["enum"], serde_json::json!(words));
    }
}
