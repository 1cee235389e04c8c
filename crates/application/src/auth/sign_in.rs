use fasttrack_domain::{
    access::Scopes,
    id::Id,
    ports::{Credentials, OpaqueToken},
    session::Session,
    user::{User, Username},
};

use super::{Auth, AuthError, Tokens, granted};
use crate::{context::Origin, unit::in_unit};

/// What somebody who signs in presents.
pub struct SignIn {
    /// The username, as typed.
    pub username: String,
    /// The password, as typed.
    pub password: String,
    /// What is asked for; nothing means all that the role allows.
    pub scopes: Option<Scopes>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
}

impl Auth {
    /// Starts a session (RFC 6749 §4.3).
    ///
    /// # Errors
    /// [`AuthError::InvalidGrant`] alike for an unknown user, a wrong password and an inactive
    /// user, after the same amount of work; [`AuthError::TooManyAttempts`] before any.
    pub async fn sign_in(&self, request: SignIn, origin: &Origin) -> Result<Tokens, AuthError> {
        let attempt = self.limits.begin(&request.username, origin).await?;
        let verified = self.verified(&request.username, &request.password).await?;
        self.limits.forget(attempt).await;
        let scopes = granted(request.scopes, verified.user.role.scopes())?;
        let refresh = self.opaque.generate().map_err(AuthError::Tokens)?;
        let session = self.new_session(&verified.user, scopes, request.user_agent);
        self.start(&session, &refresh, &verified).await?;
        self.tokens(&session, scopes, refresh.secret, session.created_at)
    }

    async fn verified(&self, username: &str, password: &str) -> Result<Credentials, AuthError> {
        let credentials = match username.parse::<Username>() {
            Ok(username) => self.users.credentials(&username).await?,
            Err(_) => None,
        };
        let hash = credentials.as_ref().map(|c| &c.password_hash);
        let matches = self.hasher.verify(password, hash).await?;
        credentials.filter(|c| matches && c.user.active).ok_or(AuthError::InvalidGrant)
    }

    fn new_session(&self, user: &User, scopes: Scopes, user_agent: Option<String>) -> Session {
        let now = self.clock.now();
        Session {
            id: Id::new(self.ids.next()),
            user_id: user.id,
            scopes,
            user_agent: user_agent.map(|agent| agent.chars().take(Session::MAX_USER_AGENT).collect()),
            created_at: now,
            last_used_at: now,
            expires_at: now.saturating_add(self.lifetimes.refresh),
        }
    }

    /// Verifying takes long. Somebody who lost the password meanwhile, by changing it, by being
    /// switched off or removed, shall not be left with a session of it.
    async fn start(
        &self,
        session: &Session,
        refresh: &OpaqueToken,
        verified: &Credentials,
    ) -> Result<(), AuthError> {
        in_unit(&*self.store, async |mut unit| {
            let current = unit.users().find(session.user_id).await?;
            if !current.is_some_and(|c| c.user.active && c.password_hash == verified.password_hash) {
                return Err(AuthError::InvalidGrant);
            }
            unit.sessions().add(session, &refresh.hash).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
