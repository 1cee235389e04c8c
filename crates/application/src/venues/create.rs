use fasttrack_domain::{
    id::Id,
    venue::{Venue, VenueDetails},
    version::Version,
};

use super::{VenueError, Venues};
use crate::{authorise, changes::Changed, context::Context, unit::in_unit};

impl Venues {
    /// Makes a venue.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn create(&self, ctx: &Context, details: VenueDetails) -> Result<Venue, VenueError> {
        authorise::write_venues(ctx)?;
        let now = self.clock.now();
        let id = Id::new(self.ids.next());
        let venue = Venue { id, details, version: Version::FIRST, created_at: now, updated_at: now };
        let outcome = in_unit::<_, VenueError, _, _>(&*self.store, async |mut unit| {
            unit.venues().add(&venue).await?;
            unit.commit().await?;
            Ok(())
        })
        .await;
        self.changes.told(Changed::Venues, outcome).await?;
        Ok(venue)
    }
}
