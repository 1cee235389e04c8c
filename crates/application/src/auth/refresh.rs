use fasttrack_domain::{access::Scopes, session::Session};

use super::{Auth, AuthError, Tokens, granted};
use crate::{
    audit::{Author, Deed, note},
    context::Origin,
    unit::in_unit,
};

/// What became of a presented refresh token.
enum Presented {
    /// It was good; here is its session, refreshed, and what its user may be granted now.
    Refreshed(Session, Scopes),
    /// It was good once: somebody holds a copy, so its session was ended.
    Reused(Session),
}

impl Auth {
    /// Spends a refresh token for a new pair (RFC 6749 §6, RFC 9700 §4.14.2: rotation). One that
    /// is presented a second time ends the whole family.
    ///
    /// # Errors
    /// [`AuthError::InvalidGrant`] for every token that is not good, [`AuthError::InvalidScope`]
    /// when more is asked for than the session was granted; the token is not spent then.
    pub async fn refresh(
        &self,
        origin: &Origin,
        refresh_token: &str,
        asked: Option<Scopes>,
    ) -> Result<Tokens, AuthError> {
        let now = self.clock.now();
        let old = self.opaque.hash(refresh_token);
        let new = self.opaque.generate().map_err(AuthError::Tokens)?;

        let presented = in_unit(&*self.store, async |mut unit| {
            let token = unit.sessions().find_by_token(&old).await?.ok_or(AuthError::InvalidGrant)?;
            let mut session = token.session;
            if token.ended || session.expires_at <= now {
                return Err(AuthError::InvalidGrant);
            }
            if token.spent {
                unit.sessions().end(session.id, session.user_id, now).await?;
                // The owner, or the thief: nobody can tell which of them this is.
                let deed = Deed::RefreshTokenReused { owner: session.user_id, session: session.id };
                note(&mut *unit, &*self.ids, Author::anonymous(origin), now, deed).await?;
                unit.commit().await?;
                return Ok(Presented::Reused(session));
            }
            let user = unit.users().find(session.user_id).await?.map(|c| c.user).filter(|u| u.active);
            let allowed = session.scopes.intersect(user.ok_or(AuthError::InvalidGrant)?.role.scopes());
            let scopes = granted(asked, allowed)?;
            session.last_used_at = now;
            session.expires_at = now.saturating_add(self.lifetimes.refresh);
            unit.sessions().rotate(&session, &old, &new.hash).await?;
            unit.commit().await?;
            Ok(Presented::Refreshed(session, scopes))
        })
        .await?;

        match presented {
            Presented::Refreshed(session, scopes) => self.tokens(&session, scopes, new.secret, now),
            Presented::Reused(session) => {
                self.changes.sessions_ended(&[session.id]);
                Err(AuthError::InvalidGrant)
            }
        }
    }
}
