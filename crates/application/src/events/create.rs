use fasttrack_domain::event::{EventCounters, EventDetails, EventView};

use super::{EventError, Events, rules};
use crate::{
    authorise,
    changes::Changed,
    context::Context,
    idempotency::{Claimed, Outcome, claimed, kept},
    unit::in_unit,
};

impl Events {
    /// Makes an event that belongs to who asks.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn create(
        &self,
        ctx: &Context,
        details: EventDetails,
    ) -> Result<Outcome<EventView>, EventError> {
        authorise::write_events(ctx)?;
        let owner = ctx.user()?.user_id;
        let event = self.new_event(owner, details);
        let outcome = in_unit(&*self.store, async |unit| {
            let mut unit = match claimed::<EventError>(unit, ctx, event.created_at).await? {
                Claimed::Now(unit) => unit,
                Claimed::Before(answer) => return Ok(Outcome::Replayed(answer)),
            };
            let venue = rules::fitting_venue(&mut *unit, &event.details).await?;
            unit.events().add(&event).await?;
            self.ask_for_forecast(&mut *unit, &event, venue.as_ref()).await?;
            let view = EventView {
                event: event.clone(),
                counters: EventCounters::default(),
                venue: venue.map(rules::summary),
                forecast: None,
            };
            kept::<_, EventError>(unit, ctx, view).await
        })
        .await;
        self.changes.told_once(Changed::Event(event.id), outcome).await
    }
}
