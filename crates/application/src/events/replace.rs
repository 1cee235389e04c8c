use fasttrack_domain::{
    event::{Event, EventDetails, EventId, EventView},
    version::Expected,
};

use super::{EventError, Events, forecasts::moves, rules};
use crate::{
    authorise,
    changes::Changed,
    context::Context,
    registrations::{is_open, promotion},
    unit::in_unit,
};

impl Events {
    /// Puts new details in the place of the old ones; of a version that was expected.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn replace(
        &self,
        ctx: &Context,
        id: EventId,
        details: EventDetails,
        expected: &Expected,
    ) -> Result<EventView, EventError> {
        authorise::write_events(ctx)?;
        let now = self.clock.now();
        let outcome = in_unit(&*self.store, async |mut unit| {
            let before = unit.events().find(id).await?.filter(|view| authorise::may_see(ctx, &view.event));
            let before = before.ok_or(EventError::NotFound)?;
            authorise::change_event(ctx, &before.event)?;
            if !expected.met_by(before.event.version) {
                return Err(EventError::Stale);
            }
            let (from, to) = (before.event.details.status, details.status);
            if !from.may_become(to) {
                return Err(EventError::StatusChange { from, to });
            }
            let venue = rules::fitting_venue(&mut *unit, &details).await?;
            let after = Event {
                id,
                details: details.clone(),
                created_by: before.event.created_by,
                version: before.event.version.next(),
                created_at: before.event.created_at,
                updated_at: now,
            };
            let registered = before.counters.registered;
            if rules::seats(&after, venue.as_ref()).is_some_and(|seats| seats.get() < registered) {
                return Err(EventError::CapacityBelowRegistered(registered));
            }
            if !unit.events().update(&after, before.event.version).await? {
                return Err(EventError::Stale);
            }
            if moves(&before.event.details, &details) {
                unit.forecasts().remove(id).await?;
                self.ask_for_forecast(&mut *unit, &after, venue.as_ref()).await?;
            }
            // Read back in the unit: the store counts revisions.
            let mut view = unit.events().find(id).await?.ok_or(EventError::NotFound)?;
            if is_open(&view, now) && promotion::fill_seats(&mut *unit, &mut view).await? {
                view = unit.events().find(id).await?.ok_or(EventError::NotFound)?;
            }
            unit.commit().await?;
            Ok::<_, EventError>(view)
        })
        .await;
        self.changes.told(Changed::Event(id), outcome).await
    }
}
