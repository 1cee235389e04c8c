use fasttrack_domain::{
    event::EventId,
    registration::{RegistrationId, RegistrationStatus},
};

use super::{RegistrationError, Registrations, held, is_open, promotion::promote};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    changes::Changed,
    context::Context,
    unit::in_unit,
};

impl Registrations {
    /// Gives a seat or a place back; the first of the waitlist gets the seat in the same unit,
    /// while the event takes registrations. Cancelling again changes nothing.
    ///
    /// # Errors
    /// [`RegistrationError::NotFound`] for a registration that is neither one's own nor for an
    /// event of one's own.
    pub async fn cancel(
        &self,
        ctx: &Context,
        event: EventId,
        id: RegistrationId,
    ) -> Result<(), RegistrationError> {
        let own_email = self.own_email(ctx).await?;
        let now = self.clock.now();
        let outcome = in_unit(&*self.store, async |mut unit| {
            let mut view = held(&mut *unit, ctx, event).await?;
            let found = unit.registrations().find(event, id).await?;
            let mut registration = found.ok_or(RegistrationError::NotFound)?;
            let organises = authorise::manage_registrations(ctx, &view.event).is_ok();
            if !organises {
                authorise::register_oneself(ctx)?;
                let user = ctx.user()?.user_id;
                let own = own_email.as_ref().is_some_and(|email| registration.belongs_to(user, email));
                if !own {
                    return Err(RegistrationError::NotFound);
                }
            }
            match registration.status {
                RegistrationStatus::Cancelled => return Ok(()),
                RegistrationStatus::Confirmed => {
                    view.counters.registered = view.counters.registered.saturating_sub(1);
                }
                RegistrationStatus::Waitlisted => {
                    view.counters.waitlisted = view.counters.waitlisted.saturating_sub(1);
                }
            }
            registration.status = RegistrationStatus::Cancelled;
            registration.checked_in_at = None;
            unit.registrations().update(&registration).await?;
            if is_open(&view, now) {
                promote(&mut *unit, &mut view).await?;
            }
            unit.counters().set_registrations(event, &view.counters).await?;
            if organises {
                let deed = Deed::RegistrationCancelled { registration: id, event };
                note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            }
            unit.commit().await?;
            Ok(())
        })
        .await;
        self.changes.told(Changed::Event(event), outcome).await
    }
}
