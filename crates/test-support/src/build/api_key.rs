use fasttrack_domain::{
    api_key::{ApiKey, ApiKeyId},
    user::User,
};

use crate::{instant, unique_id};

/// A key to everything that the user may do, from 1 January 2030 for a month, never used.
#[must_use]
pub fn an_api_key(user: &User) -> ApiKey {
    ApiKey {
        id: ApiKeyId::new(unique_id()),
        user_id: user.id,
        name: "CI".parse().unwrap(),
        scopes: user.role.scopes(),
        created_at: instant("2030-01-01T12:00:00Z"),
        last_used_at: None,
        expires_at: instant("2030-02-01T12:00:00Z"),
    }
}
