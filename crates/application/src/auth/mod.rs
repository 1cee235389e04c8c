//! Signing in, staying signed in, and proving it.

mod authenticate;
mod error;
mod limits;
mod refresh;
mod revoke;
mod sessions;
mod sign_in;
#[cfg(test)]
mod tests;

pub use authenticate::AuthenticationError;
pub use error::{AuthError, SessionError};
pub use limits::SignInLimits;
pub use sign_in::SignIn;

use std::sync::Arc;

use chrono::TimeDelta;
use fasttrack_domain::{
    access::Scopes,
    ports::{
        AccessClaims, AccessTokens, ActiveApiKeys, ActiveSessions, Clock, IdGenerator, OpaqueTokens,
        PasswordHasher, SessionQueries, Store, UserQueries,
    },
    session::Session,
    time::Timestamp,
};

use crate::{Changes, api_keys::KeyUses};

/// How long tokens live.
#[derive(Debug, Clone, Copy)]
pub struct TokenLifetimes {
    /// Of an access token.
    pub access: TimeDelta,
    /// Of a refresh token, and so of a session that nobody refreshes.
    pub refresh: TimeDelta,
}

/// The use cases of authentication.
#[derive(Clone)]
pub struct Auth {
    /// Where sessions are written.
    pub store: Arc<dyn Store>,
    /// Where credentials are read.
    pub users: Arc<dyn UserQueries>,
    /// Where sessions are listed.
    pub sessions: Arc<dyn SessionQueries>,
    /// What every request with an access token asks.
    pub active: Arc<dyn ActiveSessions>,
    /// What every request with an API key asks.
    pub active_keys: Arc<dyn ActiveApiKeys>,
    /// Notes when keys are used.
    pub key_uses: Arc<KeyUses>,
    /// Tells which sessions ended.
    pub changes: Changes,
    /// How often somebody may try to sign in.
    pub limits: SignInLimits,
    /// Verifies passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Signs and verifies access tokens.
    pub access: Arc<dyn AccessTokens>,
    /// Makes and hashes refresh tokens.
    pub opaque: Arc<dyn OpaqueTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers, of sessions and of entries of the audit log.
    pub ids: Arc<dyn IdGenerator>,
    /// How long tokens live.
    pub lifetimes: TokenLifetimes,
}

/// What a client gets for a grant.
#[derive(Clone)]
pub struct Tokens {
    /// Goes into the `Authorization` header.
    pub access_token: String,
    /// How long it lives.
    pub expires_in: TimeDelta,
    /// Buys the next pair, once.
    pub refresh_token: String,
    /// What the access token allows.
    pub scopes: Scopes,
}

impl Auth {
    fn tokens(
        &self,
        session: &Session,
        scopes: Scopes,
        refresh_token: String,
        now: Timestamp,
    ) -> Result<Tokens, AuthError> {
        let claims = AccessClaims {
            user_id: session.user_id,
            session_id: session.id,
            scopes,
            issued_at: now,
            expires_at: now.saturating_add(self.lifetimes.access),
        };
        let access_token = self.access.issue(&claims).map_err(AuthError::Tokens)?;
        Ok(Tokens { access_token, expires_in: self.lifetimes.access, refresh_token, scopes })
    }
}

/// The scopes of a grant: those asked for, all of which must be allowed, or else all allowed.
fn granted(asked: Option<Scopes>, allowed: Scopes) -> Result<Scopes, AuthError> {
    match asked.filter(|scopes| !scopes.is_empty()) {
        None => Ok(allowed),
        Some(scopes) if allowed.covers(scopes) => Ok(scopes),
        Some(_) => Err(AuthError::InvalidScope),
    }
}
