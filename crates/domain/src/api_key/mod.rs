//! Keys to the API, for machines: programs that cannot type a password.

mod secret;

pub use secret::ApiKeySecret;

use chrono::TimeDelta;

use crate::{
    access::{Role, Scopes},
    id::Id,
    text::{Text, TextKind},
    time::Timestamp,
    user::UserId,
};

/// The identifier of an [`ApiKey`].
pub type ApiKeyId = Id<ApiKey>;

/// What its user calls a key, to know it again.
pub type ApiKeyName = Text<ApiKeyNameKind>;
/// Bounds of [`ApiKeyName`].
pub enum ApiKeyNameKind {}
impl TextKind for ApiKeyNameKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}

/// A key with which a machine acts as its user, within some scopes and until an instant. The secret
/// is no part of it: that is shown once, and only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Identifies the key.
    pub id: ApiKeyId,
    /// As whom it acts.
    pub user_id: UserId,
    /// What its user calls it.
    pub name: ApiKeyName,
    /// The most that it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to [`ApiKey::USE_RESOLUTION`]; `None` if it never was.
    pub last_used_at: Option<Timestamp>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

impl ApiKey {
    /// How exactly it is kept when a key was last used: the next use is only written after that long.
    pub const USE_RESOLUTION: TimeDelta = TimeDelta::minutes(1);
}

/// What authentication must know at every request. Only of keys that have not expired, of users who
/// are active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// Its user.
    pub user_id: UserId,
    /// What the user may be allowed, as of now.
    pub role: Role,
    /// The most that the key allows.
    pub scopes: Scopes,
    /// When it was last used, as far as was written.
    pub last_used_at: Option<Timestamp>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

impl ActiveApiKey {
    /// Whether a use at this instant is worth being written.
    #[must_use]
    pub fn use_counts(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last.saturating_add(ApiKey::USE_RESOLUTION) <= now)
    }
}
