//! Sessions: what a sign-in starts, and what its tokens belong to.

use std::fmt;

use crate::{
    access::{Role, Scopes},
    id::Id,
    time::Timestamp,
    user::UserId,
};

/// The identifier of a [`Session`]; the claim `sid` of its access tokens.
pub type SessionId = Id<Session>;

/// A sign-in and everything that was refreshed from it: the family of its refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifies the session.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// What was granted.
    pub scopes: Scopes,
    /// What the client called itself, cut to [`Session::MAX_USER_AGENT`] characters.
    pub user_agent: Option<String>,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When its tokens were last refreshed.
    pub last_used_at: Timestamp,
    /// When its refresh token stops working unless refreshed before.
    pub expires_at: Timestamp,
}

impl Session {
    /// How many characters of a user agent are kept.
    pub const MAX_USER_AGENT: usize = 200;
}

/// What authentication must know at every request. Only of sessions that are neither ended nor
/// expired, of users who are active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveSession {
    /// The session.
    pub id: SessionId,
    /// Its user.
    pub user_id: UserId,
    /// What the user may be allowed, as of now.
    pub role: Role,
    /// When the session ends by itself.
    pub expires_at: Timestamp,
}

/// The SHA-256 of an opaque token: all that is kept of it. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// What a store knows of a presented refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedToken {
    /// The session that it belongs to.
    pub session: Session,
    /// Whether it was used before: whoever presents it again has a copy.
    pub spent: bool,
    /// Whether the session was ended.
    pub ended: bool,
}
