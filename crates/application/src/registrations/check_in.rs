use fasttrack_domain::{
    event::EventId,
    registration::{RegistrationId, RegistrationStatus, RegistrationView},
};

use super::{RegistrationError, Registrations, held};
use crate::{authorise, context::Context, unit::in_unit};

impl Registrations {
    /// Notes that an attendee came. The first time counts; doing it again changes nothing.
    ///
    /// # Errors
    /// [`RegistrationError::NotConfirmed`] for one without a seat.
    pub async fn check_in(
        &self,
        ctx: &Context,
        event: EventId,
        id: RegistrationId,
    ) -> Result<RegistrationView, RegistrationError> {
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            let view = held(&mut *unit, ctx, event).await?;
            authorise::manage_registrations(ctx, &view.event)?;
            let found = unit.registrations().find(event, id).await?;
            let mut registration = found.ok_or(RegistrationError::NotFound)?;
            if registration.status != RegistrationStatus::Confirmed {
                return Err(RegistrationError::NotConfirmed);
            }
            if registration.checked_in_at.is_none() {
                registration.checked_in_at = Some(now);
                unit.registrations().update(&registration).await?;
                unit.commit().await?;
            }
            Ok(RegistrationView { registration, position: None })
        })
        .await
    }
}
