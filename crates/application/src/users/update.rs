use fasttrack_domain::{
    access::Role,
    user::{Email, FullName, User, UserId},
};

use super::{UserError, Users};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    context::Context,
    unit::in_unit,
};

/// What is to be changed about a user; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// What the user is called.
    pub full_name: Option<FullName>,
    /// Where the user is written to.
    pub email: Option<Email>,
    /// What the user may be allowed.
    pub role: Option<Role>,
    /// Whether the user may sign in.
    pub active: Option<bool>,
}

impl UserChange {
    fn apply(&self, user: &User) -> User {
        let User { id, username, full_name, email, role, active, created_at, updated_at } = user.clone();
        User {
            id,
            username,
            full_name: self.full_name.clone().unwrap_or(full_name),
            email: self.email.clone().unwrap_or(email),
            role: self.role.unwrap_or(role),
            active: self.active.unwrap_or(active),
            created_at,
            updated_at,
        }
    }
}

impl Users {
    /// Changes a user. Who loses or gains rights signs in again: a new role, or being switched
    /// off, ends the user's sessions. API keys allow what the new role does, and nothing while the user
    /// is switched off.
    ///
    /// # Errors
    /// [`UserError::LastAdmin`] when nobody would be left to administer.
    pub async fn update(&self, ctx: &Context, id: UserId, change: UserChange) -> Result<User, UserError> {
        authorise::manage_user(ctx, id)?;
        self.change(ctx, id, change).await
    }

    /// Changes one's own name and address; role and activity stay, whatever the change says.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn update_me(&self, ctx: &Context, change: UserChange) -> Result<User, UserError> {
        let me = ctx.in_session()?;
        self.change(ctx, me.user_id, UserChange { role: None, active: None, ..change }).await
    }

    async fn change(&self, ctx: &Context, id: UserId, change: UserChange) -> Result<User, UserError> {
        let now = self.clock.now();
        let (user, rights_changed, ended) = in_unit(&*self.store, async |mut unit| {
            let admins = unit.users().lock_active_admins().await?;
            let before = unit.users().find(id).await?.ok_or(UserError::NotFound)?.user;
            let mut after = change.apply(&before);
            if after == before {
                return Ok((before, false, Vec::new()));
            }
            if admins == [id] && !after.is_active_admin() {
                return Err(UserError::LastAdmin);
            }
            after.updated_at = now;
            unit.users().update(&after).await?;
            let rights_changed = after.role != before.role || (before.active && !after.active);
            let ended =
                if rights_changed { unit.sessions().end_all(id, None, now).await? } else { Vec::new() };
            for deed in Deed::of_change(&before, &after) {
                note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            }
            unit.commit().await?;
            Ok((after, rights_changed, ended))
        })
        .await?;
        self.changes.sessions_ended(&ended);
        if rights_changed {
            self.changes.api_keys_changed();
        }
        Ok(user)
    }
}
