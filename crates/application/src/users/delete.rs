use fasttrack_domain::user::UserId;

use super::{UserError, Users};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    changes::Changed,
    context::Context,
    unit::in_unit,
};

impl Users {
    /// Removes a user, after giving the user's events to somebody else if told so.
    ///
    /// # Errors
    /// [`UserError::OwnsEvents`] when the user owns events and nobody gets them,
    /// [`UserError::LastAdmin`] when nobody would be left to administer.
    pub async fn delete(
        &self,
        ctx: &Context,
        id: UserId,
        new_owner: Option<UserId>,
    ) -> Result<(), UserError> {
        authorise::manage_user(ctx, id)?;
        let now = self.clock.now();
        let outcome = in_unit(&*self.store, async |mut unit| {
            let admins = unit.users().lock_active_admins().await?;
            unit.users().find(id).await?.ok_or(UserError::NotFound)?;
            if admins == [id] {
                return Err(UserError::LastAdmin);
            }
            if let Some(new_owner) = new_owner {
                let exists = new_owner != id && unit.users().find(new_owner).await?.is_some();
                if !exists {
                    return Err(UserError::NewOwnerUnknown);
                }
                unit.events().reassign(id, new_owner).await?;
            }
            let ended = unit.sessions().end_all(id, None, now).await?;
            unit.users().delete(id).await?;
            let deed = Deed::UserDeleted { user: id, events_to: new_owner };
            note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            unit.commit().await?;
            Ok(ended)
        })
        .await;
        let ended = match new_owner {
            Some(_) => self.changes.told(Changed::Events, outcome).await?,
            None => outcome?,
        };
        self.changes.sessions_ended(&ended);
        self.changes.api_keys_changed();
        Ok(())
    }
}
