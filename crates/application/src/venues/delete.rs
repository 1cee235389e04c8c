use fasttrack_domain::{venue::VenueId, version::Version};

use super::{VenueError, Venues};
use crate::{authorise, context::Context, unit::in_unit};

impl Venues {
    /// Removes a venue where nothing takes place; of version `expected`, if given.
    ///
    /// # Errors
    /// [`VenueError::InUse`] when events name it.
    pub async fn delete(
        &self,
        ctx: &Context,
        id: VenueId,
        expected: Option<Version>,
    ) -> Result<(), VenueError> {
        authorise::write_venues(ctx)?;
        in_unit(&*self.store, async |mut unit| {
            let venue = unit.venues().find(id).await?.ok_or(VenueError::NotFound)?;
            if expected.is_some_and(|version| version != venue.version) {
                return Err(VenueError::Stale);
            }
            unit.venues().delete(id).await?;
            unit.commit().await?;
            Ok(())
        })
        .await
    }
}
