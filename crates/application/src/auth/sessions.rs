use fasttrack_domain::{
    page::{Page, PageRequest},
    session::{Session, SessionId},
};

use super::{Auth, SessionError};
use crate::{
    audit::{Author, Deed, note},
    context::Context,
    unit::in_unit,
};

impl Auth {
    /// One's own sessions, the newest first.
    ///
    /// # Errors
    /// [`SessionError`].
    pub async fn list_sessions(
        &self,
        ctx: &Context,
        page: &PageRequest,
    ) -> Result<Page<Session>, SessionError> {
        let user = ctx.in_session()?;
        Ok(self.sessions.list(user.user_id, self.clock.now(), page).await?)
    }

    /// How many sessions [`list_sessions`](Self::list_sessions) lists.
    ///
    /// # Errors
    /// [`SessionError`].
    pub async fn count_sessions(&self, ctx: &Context) -> Result<u64, SessionError> {
        Ok(self.sessions.count(ctx.in_session()?.user_id, self.clock.now()).await?)
    }

    /// Ends one of one's own sessions; its access tokens fail at once.
    ///
    /// # Errors
    /// [`SessionError::NotFound`] for somebody else's, and for one that has ended.
    pub async fn end_session(&self, ctx: &Context, id: SessionId) -> Result<(), SessionError> {
        let user = ctx.in_session()?;
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            if !unit.sessions().end(id, user.user_id, now).await? {
                return Err(SessionError::NotFound);
            }
            note(&mut *unit, &*self.ids, Author::of(ctx), now, Deed::SessionEnded(id)).await?;
            unit.commit().await?;
            Ok(())
        })
        .await?;
        self.changes.sessions_ended(&[id]);
        Ok(())
    }
}
