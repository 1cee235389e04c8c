use fasttrack_domain::{
    access::Scopes,
    id::Id,
    ports::{Credentials, OpaqueToken},
    session::Session,
    user::{User, UserId, Username},
};

use super::{Auth, AuthError, Tokens, granted};
use crate::{
    audit::{Author, Deed, Refusal, note},
    context::Origin,
    unit::in_unit,
};

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
    pub async fn sign_in(&self, origin: &Origin, request: SignIn) -> Result<Tokens, AuthError> {
        let SignIn { username, password, scopes, user_agent } = request;
        let attempt = self.limits.begin(&username, origin).await?;
        let refused = match self.verified(&username, &password).await? {
            Ok(verified) => {
                self.limits.forget(attempt).await;
                match granted(scopes, verified.user.role.scopes()) {
                    Ok(scopes) => return self.let_in(origin, &verified, scopes, user_agent).await,
                    Err(error) => (Some(verified.user.id), Refusal::InvalidScope, error),
                }
            }
            Err((user, reason)) => (user, reason, AuthError::InvalidGrant),
        };
        let (user, reason, error) = refused;
        self.note_refusal(origin, user, reason).await?;
        Err(error)
    }

    /// The user whose name and password these are, or whose name it is, if anybody's, and what is
    /// wrong.
    async fn verified(
        &self,
        username: &str,
        password: &str,
    ) -> Result<Result<Credentials, (Option<UserId>, Refusal)>, AuthError> {
        let credentials = match username.parse::<Username>() {
            Ok(username) => self.users.credentials(&username).await?,
            Err(_) => None,
        };
        let hash = credentials.as_ref().map(|c| &c.password_hash);
        let matches = self.hasher.verify(password, hash).await?;
        Ok(match credentials {
            None => Err((None, Refusal::UnknownUser)),
            Some(found) if !matches => Err((Some(found.user.id), Refusal::WrongPassword)),
            Some(found) if !found.user.active => Err((Some(found.user.id), Refusal::InactiveUser)),
            Some(found) => Ok(found),
        })
    }

    async fn let_in(
        &self,
        origin: &Origin,
        verified: &Credentials,
        scopes: Scopes,
        user_agent: Option<String>,
    ) -> Result<Tokens, AuthError> {
        let refresh = self.opaque.generate().map_err(AuthError::Tokens)?;
        let session = self.new_session(&verified.user, scopes, user_agent);
        if !self.start(origin, &session, &refresh, verified).await? {
            self.note_refusal(origin, Some(session.user_id), Refusal::Overtaken).await?;
            return Err(AuthError::InvalidGrant);
        }
        self.tokens(&session, scopes, refresh.secret, session.created_at)
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
    /// switched off or removed, shall not be left with a session of it: `false`.
    async fn start(
        &self,
        origin: &Origin,
        session: &Session,
        refresh: &OpaqueToken,
        verified: &Credentials,
    ) -> Result<bool, AuthError> {
        in_unit(&*self.store, async |mut unit| {
            let current = unit.users().find(session.user_id).await?;
            if !current.is_some_and(|c| c.user.active && c.password_hash == verified.password_hash) {
                return Ok(false);
            }
            unit.sessions().add(session, &refresh.hash).await?;
            let (by, deed) = (Author::user(session.user_id, origin), Deed::SessionStarted(session.id));
            note(&mut *unit, &*self.ids, by, session.created_at, deed).await?;
            unit.commit().await?;
            Ok(true)
        })
        .await
    }

    /// In a unit of its own: there is nothing else to write. What an unknown user typed as the name is
    /// not noted, for it may be the password.
    ///
    /// Each costs whoever tries the hash of a password, which bounds how many are written.
    async fn note_refusal(
        &self,
        origin: &Origin,
        user: Option<UserId>,
        reason: Refusal,
    ) -> Result<(), AuthError> {
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            let (by, deed) = (Author::anonymous(origin), Deed::SessionRefused(user, reason));
            note(&mut *unit, &*self.ids, by, now, deed).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
