use fasttrack_domain::user::{Password, UserId};

use super::{UserError, Users};
use crate::{
    audit::{Author, Deed, note},
    context::Context,
    unit::in_unit,
};

impl Users {
    /// Changes one's own password and ends one's other sessions. API keys go on: no password made them.
    ///
    /// # Errors
    /// [`UserError::WrongPassword`] when `old` is not the password, [`UserError::WeakPassword`]
    /// when `new` is easy to guess.
    pub async fn change_password(&self, ctx: &Context, old: &str, new: &Password) -> Result<(), UserError> {
        let me = ctx.in_session()?;
        let user = self.me(ctx).await?;
        let credentials = self.queries.credentials(&user.username).await?.ok_or(UserError::NotFound)?;
        if !self.hasher.verify(old, Some(&credentials.password_hash)).await? {
            self.note_wrong_password(ctx, user.id).await?;
            return Err(UserError::WrongPassword);
        }
        let hash = self.accepted(new, &user.username, &user.full_name, &user.email).await?;
        let now = self.clock.now();
        let ended = in_unit(&*self.store, async |mut unit| {
            // Whoever changed it meanwhile knew the old password as well: the first one wins.
            let current = unit.users().find(user.id).await?.ok_or(UserError::NotFound)?;
            if current.password_hash != credentials.password_hash {
                return Err(UserError::WrongPassword);
            }
            unit.users().set_password(user.id, &hash, now).await?;
            let ended = unit.sessions().end_all(user.id, Some(me.session_id), now).await?;
            let deed = Deed::PasswordChanged { of: user.id, sessions_ended: ended.len() };
            note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            unit.commit().await?;
            Ok(ended)
        })
        .await?;
        self.changes.sessions_ended(&ended);
        Ok(())
    }

    /// Whoever has only a token may be trying to find out the password.
    async fn note_wrong_password(&self, ctx: &Context, of: UserId) -> Result<(), UserError> {
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            note(&mut *unit, &*self.ids, Author::of(ctx), now, Deed::PasswordRefused(of)).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
