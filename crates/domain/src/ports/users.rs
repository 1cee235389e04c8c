use async_trait::async_trait;

use crate::{
    StoreError,
    page::{Page, PageRequest},
    session::TokenHash,
    time::Timestamp,
    user::{PasswordHash, User, UserId, Username},
};

/// A user and what proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The hash of the password.
    pub password_hash: PasswordHash,
}

/// Reads users.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait UserQueries: Send + Sync {
    /// One user.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// A user with the hash of its password, by username.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn credentials(&self, username: &Username) -> Result<Option<Credentials>, StoreError>;

    /// The active user whose calendar key has this hash.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find_by_calendar_key(&self, key: &TokenHash) -> Result<Option<User>, StoreError>;

    /// A page of all users, sorted by username (as a folded key).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(&self, page: &PageRequest) -> Result<Page<User>, StoreError>;

    /// How many users there are.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self) -> Result<u64, StoreError>;
}

/// Writes users.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait UserRepository: Send {
    /// Adds a user.
    ///
    /// # Errors
    /// `Conflict` with `UsernameTaken` or `EmailTaken`.
    async fn add(&mut self, user: &User, password_hash: &PasswordHash) -> Result<(), StoreError>;

    /// One user with the hash of its password; the row stays as it is until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// Writes every field of the user but its password; `false` when there is no such user.
    ///
    /// # Errors
    /// `Conflict` with `EmailTaken` or `UsernameTaken`.
    async fn update(&mut self, user: &User) -> Result<bool, StoreError>;

    /// Changes the password; `false` when there is no such user.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn set_password(
        &mut self,
        id: UserId,
        hash: &PasswordHash,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Sets or removes the key of the user's calendar; `false` when there is no such user.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn set_calendar_key<'a>(
        &mut self,
        id: UserId,
        key: Option<&'a TokenHash>,
    ) -> Result<bool, StoreError>;

    /// Removes a user, its sessions and its API keys; `false` when there is no such user.
    ///
    /// # Errors
    /// `Conflict` with `UserOwnsEvents`.
    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError>;

    /// The users who are active admins. No other unit can make one of them less until this one
    /// ends, so that two of them cannot remove each other.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn lock_active_admins(&mut self) -> Result<Vec<UserId>, StoreError>;
}
