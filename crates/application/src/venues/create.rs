use fasttrack_domain::{
    id::Id,
    venue::{Venue, VenueDetails},
    version::Version,
};

use super::{VenueError, Venues};
use crate::{
    authorise,
    changes::Changed,
    context::Context,
    idempotency::{Claimed, Outcome, claimed, kept},
    unit::in_unit,
};

impl Venues {
    /// Makes a venue.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn create(&self, ctx: &Context, details: VenueDetails) -> Result<Outcome<Venue>, VenueError> {
        authorise::write_venues(ctx)?;
        let now = self.clock.now();
        let id = Id::new(self.ids.next());
        let venue = Venue { id, details, version: Version::FIRST, created_at: now, updated_at: now };
        let outcome = in_unit(&*self.store, async |unit| {
            let mut unit = match claimed::<VenueError>(unit, ctx, now).await? {
                Claimed::Now(unit) => unit,
                Claimed::Before(answer) => return Ok(Outcome::Replayed(answer)),
            };
            unit.venues().add(&venue).await?;
            kept::<_, VenueError>(unit, ctx, venue.clone()).await
        })
        .await;
        self.changes.told_once(Changed::Venues, outcome).await
    }
}
