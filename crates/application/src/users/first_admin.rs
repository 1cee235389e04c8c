use fasttrack_domain::{
    access::Role,
    user::{Email, FullName, Password, User, Username},
};

use super::{NewUser, UserError, Users};
use crate::{audit::Author, context::Context};

/// Who administers a new installation.
#[derive(Debug, Clone)]
pub struct FirstAdmin {
    /// What the admin signs in with.
    pub username: Username,
    /// What the admin is called.
    pub full_name: FullName,
    /// Where the admin is written to.
    pub email: Email,
    /// The first password.
    pub password: Password,
}

impl Users {
    /// Makes the first admin of an installation that has no users; `None` when it has some.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn ensure_first_admin(
        &self,
        ctx: &Context,
        admin: FirstAdmin,
    ) -> Result<Option<User>, UserError> {
        if self.queries.count().await? > 0 {
            return Ok(None);
        }
        let FirstAdmin { username, full_name, email, password } = admin;
        let new = NewUser { username, full_name, email, role: Role::Admin, active: true, password };
        match self.add(Author::of(ctx), new).await {
            Ok(user) => Ok(Some(user)),
            // Another process was quicker.
            Err(UserError::UsernameTaken | UserError::EmailTaken) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
