use async_trait::async_trait;

use crate::{
    StoreError,
    page::{Page, PageRequest},
    session::{ActiveSession, PresentedToken, Session, SessionId, TokenHash},
    time::Timestamp,
    user::UserId,
};

/// Reads sessions from the store.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SessionQueries: Send + Sync {
    /// A session that is neither ended nor expired at `now`, of a user who is active.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn active(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError>;

    /// A page of a user's sessions that are neither ended nor expired at `now`, the newest first
    /// (by `created_at`).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn list(
        &self,
        user: UserId,
        now: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<Session>, StoreError>;

    /// How many [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn count(&self, user: UserId, now: Timestamp) -> Result<u64, StoreError>;
}

/// What authentication asks at every request. May answer from memory, for a second at the most, and
/// not at all once [`SessionEnded`](crate::ports::Announcement::SessionEnded) was heard.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ActiveSessions: Send + Sync {
    /// As [`SessionQueries::active`].
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError>;
}

/// Writes sessions and their refresh tokens.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SessionRepository: Send {
    /// Adds a session with its first refresh token.
    ///
    /// # Errors
    /// `Conflict` with `UserUnknown`.
    async fn add(&mut self, session: &Session, token: &TokenHash) -> Result<(), StoreError>;

    /// What is known of a refresh token; its session stays as it is until the unit ends.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn find_by_token(&mut self, token: &TokenHash) -> Result<Option<PresentedToken>, StoreError>;

    /// Spends `old` and gives the session `new` in its place, with new `last_used_at` and
    /// `expires_at`.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn rotate(&mut self, session: &Session, old: &TokenHash, new: &TokenHash)
    -> Result<(), StoreError>;

    /// Ends a session; `false` when there is none of that user that has not ended.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn end(&mut self, id: SessionId, user: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Ends all sessions of a user except one, and tells which.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn end_all(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Removes sessions that ended or expired before an instant, and their refresh tokens: of each up
    /// to a number, the tokens first. Tells how many sessions and tokens that was: fewer than `most`
    /// when nothing is left to remove.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    async fn prune(&mut self, over_before: Timestamp, most: u16) -> Result<u64, StoreError>;
}
