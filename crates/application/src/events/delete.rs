use fasttrack_domain::{event::EventId, version::Expected};

use super::{EventError, Events};
use crate::{
    attachments::remove_blobs_of,
    audit::{Author, Deed, note},
    authorise,
    changes::Changed,
    context::Context,
    unit::in_unit,
};

impl Events {
    /// Removes an event for which nobody is registered; of a version that was expected. The blobs of
    /// its attachments go by a job.
    ///
    /// # Errors
    /// [`EventError::HasRegistrations`]: such an event is cancelled instead.
    pub async fn delete(&self, ctx: &Context, id: EventId, expected: &Expected) -> Result<(), EventError> {
        authorise::write_events(ctx)?;
        let outcome = in_unit(&*self.store, async |mut unit| {
            let view = unit.events().find(id).await?.filter(|view| authorise::may_see(ctx, &view.event));
            let view = view.ok_or(EventError::NotFound)?;
            authorise::change_event(ctx, &view.event)?;
            if !expected.met_by(view.event.version) {
                return Err(EventError::Stale);
            }
            if view.counters.registered + view.counters.waitlisted > 0 {
                return Err(EventError::HasRegistrations);
            }
            let attachments = unit.attachments().of_event(id).await?;
            remove_blobs_of(&mut *unit, &attachments, &*self.clock, &*self.ids).await?;
            unit.events().delete(id).await?;
            let deed = Deed::EventDeleted { event: id, owner: view.event.created_by };
            note(&mut *unit, &*self.ids, Author::of(ctx), self.clock.now(), deed).await?;
            unit.commit().await?;
            Ok::<_, EventError>(())
        })
        .await;
        self.changes.told(Changed::Event(id), outcome).await
    }
}
