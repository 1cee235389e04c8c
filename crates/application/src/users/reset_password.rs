use fasttrack_domain::user::{Password, UserId};

use super::{UserError, Users};
use crate::{
    audit::{Author, Deed, note},
    context::Context,
    unit::in_unit,
};

impl Users {
    /// Gives somebody who forgot the password a new one, and ends all of the user's sessions:
    /// they may be the reason.
    ///
    /// # Errors
    /// [`UserError::WeakPassword`] when the new one is easy to guess.
    pub async fn reset_password(&self, ctx: &Context, id: UserId, new: &Password) -> Result<(), UserError> {
        let user = self.get(ctx, id).await?;
        let hash = self.accepted(new, &user.username, &user.full_name, &user.email).await?;
        let now = self.clock.now();
        let ended = in_unit::<_, UserError, _, _>(&*self.store, async |mut unit| {
            if !unit.users().set_password(id, &hash, now).await? {
                return Err(UserError::NotFound);
            }
            let ended = unit.sessions().end_all(id, None, now).await?;
            let deed = Deed::PasswordReset { of: id, sessions_ended: ended.len() };
            note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            unit.commit().await?;
            Ok(ended)
        })
        .await?;
        self.changes.sessions_ended(&ended);
        Ok(())
    }
}
