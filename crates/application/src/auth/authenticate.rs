use fasttrack_domain::{StoreError, ports::InvalidToken};

use super::Auth;
use crate::context::SignedIn;

/// Why a request is not known to come from anybody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// The token is not good.
    #[error(transparent)]
    InvalidToken(#[from] InvalidToken),
    /// The token is good, but its session was ended or its user deactivated.
    #[error("the session of the access token has ended")]
    SessionEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Auth {
    /// Who presents this access token, and what the token allows within what the role allows now.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub async fn authenticate(&self, access_token: &str) -> Result<SignedIn, AuthenticationError> {
        let claims = self.access.verify(access_token)?;
        let session = self
            .active
            .find(claims.session_id, self.clock.now())
            .await?
            .filter(|session| session.user_id == claims.user_id)
            .ok_or(AuthenticationError::SessionEnded)?;
        Ok(SignedIn {
            user_id: session.user_id,
            session_id: session.id,
            role: session.role,
            scopes: claims.scopes.intersect(session.role.scopes()),
        })
    }
}
