use fasttrack_domain::{StoreError, api_key::ApiKeySecret, ports::InvalidToken};

use super::Auth;
use crate::context::{Credential, SignedIn};

/// Why a request is not known to come from anybody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// The token is not good.
    #[error(transparent)]
    InvalidToken(#[from] InvalidToken),
    /// The token is good, but its session was ended or its user deactivated.
    #[error("the session of the access token has ended")]
    SessionEnded,
    /// There never was such a key, it was revoked or has expired, or its user is not active.
    #[error("the API key is not valid")]
    InvalidKey,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Auth {
    /// Who presents this access token or API key, and what that allows within what the role allows now.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub async fn authenticate(&self, bearer_token: &str) -> Result<SignedIn, AuthenticationError> {
        if ApiKeySecret::is_meant_by(bearer_token) {
            self.by_key(bearer_token).await
        } else {
            self.by_access_token(bearer_token).await
        }
    }

    async fn by_access_token(&self, access_token: &str) -> Result<SignedIn, AuthenticationError> {
        let claims = self.access.verify(access_token)?;
        let session = self
            .active
            .find(claims.session_id, self.clock.now())
            .await?
            .filter(|session| session.user_id == claims.user_id)
            .ok_or(AuthenticationError::SessionEnded)?;
        Ok(SignedIn {
            user_id: session.user_id,
            credential: Credential::Session(session.id),
            role: session.role,
            scopes: claims.scopes.intersect(session.role.scopes()),
        })
    }

    async fn by_key(&self, secret: &str) -> Result<SignedIn, AuthenticationError> {
        // What cannot be a key is not looked for.
        let secret: ApiKeySecret = secret.parse().map_err(|_| AuthenticationError::InvalidKey)?;
        let (hash, now) = (self.opaque.hash(secret.reveal()), self.clock.now());
        let key = self.active_keys.find(&hash, now).await?.ok_or(AuthenticationError::InvalidKey)?;
        self.key_uses.note(&key, now);
        Ok(SignedIn {
            user_id: key.user_id,
            credential: Credential::ApiKey(key.id),
            role: key.role,
            scopes: key.scopes.intersect(key.role.scopes()),
        })
    }
}
