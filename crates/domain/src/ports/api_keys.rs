use async_trait::async_trait;

use crate::{
    StoreError,
    api_key::{ActiveApiKey, ApiKey, ApiKeyId},
    page::{Page, PageRequest},
    session::TokenHash,
    time::Timestamp,
    user::UserId,
};

/// Reads API keys from the store.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ApiKeyQueries: Send + Sync {
    /// The key whose secret has this hash, if it has not expired at `now` and its user is active.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn active(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError>;

    /// A page of a user's keys, expired ones too, the newest first (by `created_at`).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(&self, user: UserId, page: &PageRequest) -> Result<Page<ApiKey>, StoreError>;

    /// How many [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, user: UserId) -> Result<u64, StoreError>;
}

/// What authentication asks at every request that brings a key. May answer from memory that a key is
/// active, for a second at the most, and not at all once
/// [`ApiKeysChanged`](crate::ports::Announcement::ApiKeysChanged) was heard.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ActiveApiKeys: Send + Sync {
    /// As [`ApiKeyQueries::active`].
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError>;
}

/// Writes API keys.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ApiKeyRepository: Send {
    /// Adds a key with the hash of its secret.
    ///
    /// # Errors
    /// `Conflict` with `UserUnknown`.
    async fn add(&mut self, key: &ApiKey, hash: &TokenHash) -> Result<(), StoreError>;

    /// How many keys of a user have not expired at `now`. Stays so until the unit ends for whoever
    /// holds the user ([`UserRepository::find`](crate::ports::UserRepository::find)) before adding.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count_live(&mut self, user: UserId, now: Timestamp) -> Result<u64, StoreError>;

    /// Removes a key; `false` when there is none of that user.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn delete(&mut self, id: ApiKeyId, user: UserId) -> Result<bool, StoreError>;

    /// Notes when keys were last used. A use less than
    /// [`ApiKey::USE_RESOLUTION`] after the one that is noted is passed over, and so is a key that is
    /// gone. Each key at most once in the list.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn note_uses(&mut self, uses: &[(ApiKeyId, Timestamp)]) -> Result<(), StoreError>;

    /// Removes up to a number of keys that expired before an instant; tells how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn prune(&mut self, expired_before: Timestamp, most: u16) -> Result<u64, StoreError>;
}
