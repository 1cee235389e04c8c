use fasttrack_domain::{
    StoreError,
    ports::UnitOfWork,
    time::Timestamp,
    venue::{Venue, VenueDetails, VenueId, VenueKind},
    version::Expected,
};

use super::{VenueError, Venues};
use crate::{authorise, changes::Changed, context::Context, registrations::promotion, unit::in_unit};

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
        let outcome = in_unit(&*self.store, async |mut unit| {
            let before = unit.venues().find(id).await?.ok_or(VenueError::NotFound)?;
            if !expected.met_by(before.version) {
                return Err(VenueError::Stale);
            }
            let needed = unit.venues().seats_needed(id, now).await?;
            if needed > details.capacity.get() {
                return Err(VenueError::TooSmall(needed));
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
            if is_elsewhere(&before.details, &after.details) {
                unit.forecasts().remove_at(id).await?;
            }
            if after.details.capacity > before.details.capacity {
                fill_seats_at(&mut *unit, id, now).await?;
            }
            unit.commit().await?;
            Ok::<_, VenueError>(after)
        })
        .await;
        self.changes.told(Changed::VenuesAndEvents, outcome).await
    }
}

/// Whether the weather at its events is another one. They are swept: they may be very many. (The city of
/// an event is its own.)
fn is_elsewhere(before: &VenueDetails, after: &VenueDetails) -> bool {
    let online = |details: &VenueDetails| details.kind == VenueKind::Online;
    before.coordinates != after.coordinates || online(before) != online(after)
}

/// A larger venue has room for more of those who wait for an event without a capacity of its own.
async fn fill_seats_at(unit: &mut dyn UnitOfWork, venue: VenueId, now: Timestamp) -> Result<(), StoreError> {
    for event in unit.counters().waiting_for_venue(venue, now).await? {
        if let Some(mut view) = unit.events().find(event).await? {
            promotion::fill_seats(unit, &mut view).await?;
        }
    }
    Ok(())
}
