use fasttrack_domain::{
    event::EventId,
    page::{Page, PageRequest},
    registration::{RegistrationStatus, RegistrationView},
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
        let view = self.events.find(event).await?.filter(|view| authorise::may_see(ctx, &view.event));
        let view = view.ok_or(RegistrationError::EventNotFound)?;
        authorise::manage_registrations(ctx, &view.event)?;
        Ok(self.queries.list(event, status, page).await?)
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
        authorise::register_oneself(ctx)?;
        let user = ctx.user()?.user_id;
        let email = self.own_email(ctx).await?.ok_or(RegistrationError::NotFound)?;
        Ok(self.queries.of_user(user, &email, page).await?)
    }
}
