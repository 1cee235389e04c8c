use fasttrack_domain::{venue::VenueId, version::Expected};

use super::{VenueError, Venues};
use crate::{
    audit::{Author, Deed, note},
    authorise,
    changes::Changed,
    context::Context,
    unit::in_unit,
};

impl Venues {
    /// Removes a venue where nothing takes place; of a version that was expected.
    ///
    /// # Errors
    /// [`VenueError::InUse`] when events name it.
    pub async fn delete(&self, ctx: &Context, id: VenueId, expected: &Expected) -> Result<(), VenueError> {
        authorise::write_venues(ctx)?;
        let outcome = in_unit(&*self.store, async |mut unit| {
            let venue = unit.venues().find(id).await?.ok_or(VenueError::NotFound)?;
            if !expected.met_by(venue.version) {
                return Err(VenueError::Stale);
            }
            unit.venues().delete(id).await?;
            let (now, deed) = (self.clock.now(), Deed::VenueDeleted(id));
            note(&mut *unit, &*self.ids, Author::of(ctx), now, deed).await?;
            unit.commit().await?;
            Ok::<_, VenueError>(())
        })
        .await;
        self.changes.told(Changed::Venues, outcome).await
    }
}
