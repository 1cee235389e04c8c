use fasttrack_domain::{
    access::Role,
    id::Id,
    user::{Email, FullName, Password, User, Username},
};

use super::{UserError, Users};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    context::{Context, Origin},
    unit::in_unit,
};

/// What is decided about a user at the start.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// What the user signs in with.
    pub username: Username,
    /// What the user is called.
    pub full_name: FullName,
    /// Where the user is written to.
    pub email: Email,
    /// What the user may be allowed.
    pub role: Role,
    /// Whether the user may sign in.
    pub active: bool,
    /// The first password.
    pub password: Password,
}

impl Users {
    /// Makes a user.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn create(&self, ctx: &Context, new: NewUser) -> Result<User, UserError> {
        authorise::manage_users(ctx)?;
        self.add(Author::of(ctx), new).await
    }

    /// Makes a user who asks for it: an active viewer, whatever was asked for.
    ///
    /// # Errors
    /// [`UserError::SignUpClosed`] unless it is switched on.
    pub async fn sign_up(&self, origin: &Origin, new: NewUser) -> Result<User, UserError> {
        if !self.self_signup {
            return Err(UserError::SignUpClosed);
        }
        self.add(Author::anonymous(origin), NewUser { role: Role::Viewer, active: true, ..new }).await
    }

    pub(super) async fn add(&self, by: Author<'_>, new: NewUser) -> Result<User, UserError> {
        let NewUser { username, full_name, email, role, active, password } = new;
        let hash = self.accepted(&password, &username, &full_name, &email).await?;
        let now = self.clock.now();
        let id = Id::new(self.ids.next());
        let user = User { id, username, full_name, email, role, active, created_at: now, updated_at: now };
        in_unit::<_, UserError, _, _>(&*self.store, async |mut unit| {
            unit.users().add(&user, &hash).await?;
            note(&mut *unit, &*self.ids, by, now, Deed::UserCreated(id, role)).await?;
            unit.commit().await?;
            Ok(())
        })
        .await?;
        Ok(user)
    }
}
