use fasttrack_domain::session::Session;

use super::{Auth, SessionError};
use crate::{
    audit::{Author, Deed, note},
    context::Origin,
    unit::in_unit,
};

impl Auth {
    /// Ends the session of a refresh token (RFC 7009). A token that is unknown, or whose session
    /// ended before, is no error: it does not work either way.
    ///
    /// # Errors
    /// [`SessionError::Store`] when the store fails.
    pub async fn revoke(&self, origin: &Origin, refresh_token: &str) -> Result<(), SessionError> {
        let now = self.clock.now();
        let hash = self.opaque.hash(refresh_token);
        let ended = in_unit::<_, SessionError, _, _>(&*self.store, async |mut unit| {
            let Some(token) = unit.sessions().find_by_token(&hash).await? else { return Ok(None) };
            let Session { id, user_id, .. } = token.session;
            if unit.sessions().end(id, user_id, now).await? {
                let (by, deed) = (Author::user(user_id, origin), Deed::SessionEnded(id));
                note(&mut *unit, &*self.ids, by, now, deed).await?;
            }
            unit.commit().await?;
            Ok(Some(id))
        })
        .await?;
        if let Some(session) = ended {
            self.changes.sessions_ended(&[session]);
        }
        Ok(())
    }
}
