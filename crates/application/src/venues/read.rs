use fasttrack_domain::{
    page::{Page, PageRequest},
    venue::{Venue, VenueFilter, VenueId},
};

use super::{VenueError, Venues};
use crate::{authorise, context::Context};

impl Venues {
    /// One venue.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn get(&self, ctx: &Context, id: VenueId) -> Result<Venue, VenueError> {
        authorise::read_venues(ctx)?;
        self.cached.find(id).await?.ok_or(VenueError::NotFound)
    }

    /// One venue that who asks may change, as it is before the change.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn get_to_change(&self, ctx: &Context, id: VenueId) -> Result<Venue, VenueError> {
        authorise::write_venues(ctx)?;
        self.queries.find(id).await?.ok_or(VenueError::NotFound)
    }

    /// The venues that fit, sorted by name.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn list(
        &self,
        ctx: &Context,
        filter: &VenueFilter,
        page: &PageRequest,
    ) -> Result<Page<Venue>, VenueError> {
        authorise::read_venues(ctx)?;
        Ok(self.cached.list(filter, page).await?)
    }

    /// How many venues fit.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn count(&self, ctx: &Context, filter: &VenueFilter) -> Result<u64, VenueError> {
        authorise::read_venues(ctx)?;
        Ok(self.cached.count(filter).await?)
    }
}
