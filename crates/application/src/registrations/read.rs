use fasttrack_domain::{
    event::EventId,
    page::{Page, PageRequest},
    registration::{RegistrationStatus, RegistrationView},
    user::{Email, UserId},
};

use super::{RegistrationError, Registrations};
use crate::{authorise, context::Context};

impl Registrations {
    /// The registrations for an event of one's own, the oldest first.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn list(
        &self,
        ctx: &Context,
        event: EventId,
        status: Option<RegistrationStatus>,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, RegistrationError> {
        self.own_event(ctx, event).await?;
        Ok(self.queries.list(event, status, page).await?)
    }

    /// How many registrations [`list`](Self::list) lists.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn count(
        &self,
        ctx: &Context,
        event: EventId,
        status: Option<RegistrationStatus>,
    ) -> Result<u64, RegistrationError> {
        self.own_event(ctx, event).await?;
        Ok(self.queries.count(event, status).await?)
    }

    /// One's own registrations, the newest first.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn mine(
        &self,
        ctx: &Context,
        page: &PageRequest,
    ) -> Result<Page<RegistrationView>, RegistrationError> {
        let (user, email) = self.oneself(ctx).await?;
        Ok(self.queries.of_user(user, &email, page).await?)
    }

    /// How many registrations [`mine`](Self::mine) lists.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn count_mine(&self, ctx: &Context) -> Result<u64, RegistrationError> {
        let (user, email) = self.oneself(ctx).await?;
        Ok(self.queries.count_of_user(user, &email).await?)
    }

    /// Whether somebody may see who comes to an event.
    async fn own_event(&self, ctx: &Context, event: EventId) -> Result<(), RegistrationError> {
        let view = self.events.find(event).await?.filter(|view| authorise::may_see(ctx, &view.event));
        let view = view.ok_or(RegistrationError::EventNotFound)?;
        authorise::manage_registrations(ctx, &view.event)?;
        Ok(())
    }

    /// Who asks for what is one's own.
    async fn oneself(&self, ctx: &Context) -> Result<(UserId, Email), RegistrationError> {
        authorise::register_oneself(ctx)?;
        let user = ctx.user()?.user_id;
        let email = self.own_email(ctx).await?.ok_or(RegistrationError::NotFound)?;
        Ok((user, email))
    }
}
