use fasttrack_domain::{
    event::{EventId, EventView},
    id::Id,
    registration::{AttendeeName, Registration, RegistrationStatus, RegistrationView},
    user::{Email, UserId},
};

use super::{RegistrationError, Registrations, held, is_open};
use crate::{
    authorise,
    changes::Changed,
    context::Context,
    idempotency::{Claimed, Outcome, claimed, kept},
    unit::in_unit,
};

/// Who wants to attend.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    /// What the attendee is called.
    pub name: AttendeeName,
    /// Where the attendee is written to; of who registers by itself, its own address if `None`.
    pub email: Option<Email>,
}

impl Registrations {
    /// Gives the attendee a seat, or the next place on the waitlist.
    ///
    /// Organisers register anybody, with or without an address; everybody else registers oneself,
    /// under one's own address.
    ///
    /// # Errors
    /// [`RegistrationError::EventNotOpen`], [`RegistrationError::EmailRegistered`].
    pub async fn register(
        &self,
        ctx: &Context,
        event: EventId,
        new: NewRegistration,
    ) -> Result<Outcome<RegistrationView>, RegistrationError> {
        let own_email = self.own_email(ctx).await?;
        let outcome = in_unit(&*self.store, async |mut unit| {
            let mut view = held(&mut *unit, ctx, event).await?;
            // Not before: the list of an event is in the order in which its units commit.
            let now = self.clock.now();
            let (user_id, email) = attendee(ctx, &view, &new, own_email.as_ref())?;
            let mut unit = match claimed::<RegistrationError>(unit, ctx, now).await? {
                Claimed::Now(unit) => unit,
                Claimed::Before(answer) => return Ok(Outcome::Replayed(answer)),
            };
            if !is_open(&view, now) {
                return Err(RegistrationError::EventNotOpen);
            }
            let (status, place) = take_seat(&mut view);
            let registration = Registration {
                id: Id::new(self.ids.next()),
                event_id: event,
                user_id,
                name: new.name.clone(),
                email,
                status,
                place,
                checked_in_at: None,
                created_at: now,
            };
            unit.registrations().add_all(std::slice::from_ref(&registration)).await?;
            unit.counters().set_registrations(event, &view.counters).await?;
            let position = match place {
                Some(place) => Some(unit.registrations().position(event, place).await?),
                None => None,
            };
            kept::<_, RegistrationError>(unit, ctx, RegistrationView { registration, position }).await
        })
        .await;
        self.changes.told_once(Changed::Event(event), outcome).await
    }

    /// The address of who asks; `None` for the system.
    pub(super) async fn own_email(&self, ctx: &Context) -> Result<Option<Email>, RegistrationError> {
        match ctx.user() {
            Ok(user) => Ok(self.users.find(user.user_id).await?.map(|user| user.email)),
            Err(_) => Ok(None),
        }
    }
}

/// On whose account, and under which address, somebody is registered.
fn attendee(
    ctx: &Context,
    view: &EventView,
    new: &NewRegistration,
    own_email: Option<&Email>,
) -> Result<(Option<UserId>, Option<Email>), RegistrationError> {
    if authorise::manage_registrations(ctx, &view.event).is_ok() {
        return Ok((None, new.email.clone()));
    }
    authorise::register_oneself(ctx)?;
    let user = ctx.user()?;
    match (&new.email, own_email) {
        (Some(asked), own) if Some(asked) != own => Err(RegistrationError::NotOwnEmail),
        (_, own) => Ok((Some(user.user_id), own.cloned())),
    }
}

/// Counts one more registration in, and says whether it gets a seat or which place to wait at.
pub(crate) fn take_seat(view: &mut EventView) -> (RegistrationStatus, Option<u64>) {
    if view.free_seats() > 0 {
        view.counters.registered += 1;
        (RegistrationStatus::Confirmed, None)
    } else {
        view.counters.waitlisted += 1;
        view.counters.last_place += 1;
        (RegistrationStatus::Waitlisted, Some(view.counters.last_place))
    }
}
