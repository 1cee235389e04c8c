use super::{Auth, SessionError};
use crate::unit::in_unit;

impl Auth {
    /// Ends the session of a refresh token (RFC 7009). A token that is unknown, or whose session
    /// ended before, is no error: it does not work either way.
    ///
    /// # Errors
    /// [`SessionError::Store`] when the store fails.
    pub async fn revoke(&self, refresh_token: &str) -> Result<(), SessionError> {
        let now = self.clock.now();
        let hash = self.opaque.hash(refresh_token);
        let ended = in_unit::<_, SessionError, _, _>(&*self.store, async |mut unit| {
            let Some(token) = unit.sessions().find_by_token(&hash).await? else { return Ok(None) };
            unit.sessions().end(token.session.id, token.session.user_id, now).await?;
            unit.commit().await?;
            Ok(Some(token.session.id))
        })
        .await?;
        if let Some(session) = ended {
            self.changes.sessions_ended(&[session]);
        }
        Ok(())
    }
}
