use fasttrack_domain::{
    venue::{Venue, VenueDetails, VenueId},
    version::Expected,
};

use super::{VenueError, Venues};
use crate::{authorise, context::Context, unit::in_unit};

impl Venues {
    /// Puts new details in the place of the old ones; of a version that was expected.
    ///
    /// # Errors
    /// [`VenueError::TooSmall`] when a coming event states a larger capacity.
    pub async fn replace(
        &self,
        ctx: &Context,
        id: VenueId,
        details: VenueDetails,
        expected: &Expected,
    ) -> Result<Venue, VenueError> {
        authorise::write_venues(ctx)?;
        let now = self.clock.now();
        in_unit(&*self.store, async |mut unit| {
            let before = unit.venues().find(id).await?.ok_or(VenueError::NotFound)?;
            if !expected.met_by(before.version) {
                return Err(VenueError::Stale);
            }
            if let Some(needed) = unit.venues().largest_coming_capacity(id, now).await?
                && needed > details.capacity
            {
                return Err(VenueError::TooSmall(needed.get()));
            }
            let after = Venue {
                id,
                details: details.clone(),
                version: before.version.next(),
                created_at: before.created_at,
                updated_at: now,
            };
            if !unit.venues().update(&after, before.version).await? {
                return Err(VenueError::Stale);
            }
            unit.commit().await?;
            Ok(after)
        })
        .await
    }
}
