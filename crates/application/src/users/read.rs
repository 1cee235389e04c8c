use fasttrack_domain::{
    page::{Page, PageRequest},
    user::{User, UserId, Username},
};

use super::{UserError, Users};
use crate::{authorise, context::Context};

impl Users {
    /// All users, sorted by username.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn list(&self, ctx: &Context, page: &PageRequest) -> Result<Page<User>, UserError> {
        authorise::manage_users(ctx)?;
        Ok(self.queries.list(page).await?)
    }

    /// How many users there are.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn count(&self, ctx: &Context) -> Result<u64, UserError> {
        authorise::manage_users(ctx)?;
        Ok(self.queries.count().await?)
    }

    /// One user.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn get(&self, ctx: &Context, id: UserId) -> Result<User, UserError> {
        authorise::manage_users(ctx)?;
        self.queries.find(id).await?.ok_or(UserError::NotFound)
    }

    /// One user, by what the user signs in with.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn find_by_name(&self, ctx: &Context, username: &Username) -> Result<User, UserError> {
        authorise::manage_users(ctx)?;
        let found = self.queries.credentials(username).await?;
        Ok(found.ok_or(UserError::NotFound)?.user)
    }

    /// Oneself.
    ///
    /// # Errors
    /// [`UserError`].
    pub async fn me(&self, ctx: &Context) -> Result<User, UserError> {
        let me = ctx.user()?;
        self.queries.find(me.user_id).await?.ok_or(UserError::NotFound)
    }
}
