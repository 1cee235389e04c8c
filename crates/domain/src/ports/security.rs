use async_trait::async_trait;

use crate::{
    access::Scopes,
    session::{SessionId, TokenHash},
    time::Timestamp,
    user::{Password, PasswordHash, UserId},
};

/// Hashes passwords. Slow on purpose, so never called inside a unit of work.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with a fresh salt.
    ///
    /// # Errors
    /// [`HashingError`] when the hasher fails or is overloaded.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashingError>;

    /// Whether the hash was made of this text. With no hash it takes as long as with one and
    /// answers `false`, so that nobody learns from the time which users exist.
    ///
    /// # Errors
    /// [`HashingError`] when the hasher fails or is overloaded.
    async fn verify<'a>(&self, candidate: &str, hash: Option<&'a PasswordHash>)
    -> Result<bool, HashingError>;

    /// How hard the password is to guess for somebody who knows `known` of the user: 0 to 4
    /// (zxcvbn, Wheeler 2016).
    ///
    /// # Errors
    /// [`HashingError`] when the estimator is overloaded.
    async fn strength(&self, password: &Password, known: &[String]) -> Result<u8, HashingError>;
}

/// A hasher that did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// Too many wait already.
    #[error("too many passwords wait to be hashed")]
    Overloaded,
    /// Anything else.
    #[error("hashing a password failed")]
    Failed(#[source] crate::error::Cause),
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaims {
    /// Who (`sub`).
    pub user_id: UserId,
    /// In which session (`sid`).
    pub session_id: SessionId,
    /// May do what (`scope`).
    pub scopes: Scopes,
    /// From when (`iat`, `nbf`).
    pub issued_at: Timestamp,
    /// Until when (`exp`).
    pub expires_at: Timestamp,
}

/// A token that proves nothing. Deliberately says no more to its bearer; the source is for the
/// log.
#[derive(Debug, thiserror::Error)]
#[error("the access token is not valid")]
pub struct InvalidToken(#[source] pub crate::error::Cause);

/// Signs and verifies access tokens (RFC 9068).
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait AccessTokens: Send + Sync {
    /// A signed token of these claims.
    ///
    /// # Errors
    /// The cause, when signing fails.
    fn issue(&self, claims: &AccessClaims) -> Result<String, crate::error::Cause>;

    /// The claims of a token that was signed here for here and is valid now.
    ///
    /// # Errors
    /// [`InvalidToken`] for every other.
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken>;
}

/// A token without meaning of its own, and what is kept of it.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueToken {
    /// What the client gets, once.
    pub secret: String,
    /// What the store keeps.
    pub hash: TokenHash,
}

/// Makes and hashes opaque tokens.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait OpaqueTokens: Send + Sync {
    /// A token of 256 random bits.
    ///
    /// # Errors
    /// The cause, when the machine has no randomness to give.
    fn generate(&self) -> Result<OpaqueToken, crate::error::Cause>;

    /// The hash of a presented token.
    fn hash(&self, secret: &str) -> TokenHash;
}
