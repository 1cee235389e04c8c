use fasttrack_domain::{
    event::{Event, EventCounters, EventDetails, EventView},
    id::Id,
    version::Version,
};

use super::{EventError, Events, rules};
use crate::{authorise, context::Context, unit::in_unit};

impl Events {
    /// Makes an event that belongs to who asks.
    ///
    /// # Errors
    /// [`EventError`].
    pub async fn create(&self, ctx: &Context, details: EventDetails) -> Result<EventView, EventError> {
        authorise::create_event(ctx)?;
        let owner = ctx.user()?.user_id;
        let now = self.clock.now();
        let event = Event {
            id: Id::new(self.ids.next()),
            details,
            created_by: owner,
            version: Version::FIRST,
            created_at: now,
            updated_at: now,
        };
        let venue = in_unit(&*self.store, async |mut unit| {
            let venue = rules::fitting_venue(&mut *unit, &event.details).await?;
            unit.events().add(&event).await?;
            unit.commit().await?;
            Ok::<_, EventError>(venue)
        })
        .await?;
        Ok(EventView { event, counters: EventCounters::default(), venue: venue.map(rules::summary) })
    }
}
