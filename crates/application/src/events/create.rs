use fasttrack_domain::event::{EventCounters, EventDetails, EventView};

use super::{EventError, Events, rules};
use crate::{authorise, changes::Changed, context::Context, unit::in_unit};

impl Events {
    /// Makes an event that belongs to who asks.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn create(&self, ctx: &Context, details: EventDetails) -> Result<EventView, EventError> {
        authorise::write_events(ctx)?;
        let owner = ctx.user()?.user_id;
        let event = self.new_event(owner, details);
        let outcome = in_unit(&*self.store, async |mut unit| {
            let venue = rules::fitting_venue(&mut *unit, &event.details).await?;
            unit.events().add(&event).await?;
            self.ask_for_forecast(&mut *unit, &event, venue.as_ref()).await?;
            unit.commit().await?;
            Ok::<_, EventError>(venue)
        })
        .await;
        let venue = self.changes.told(Changed::Event(event.id), outcome).await?;
        let venue = venue.map(rules::summary);
        Ok(EventView { event, counters: EventCounters::default(), venue, forecast: None })
    }
}
