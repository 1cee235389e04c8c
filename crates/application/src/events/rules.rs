//! What must hold between an event and its venue, inside the unit that writes the event.

use fasttrack_domain::{
    event::{Event, EventDetails},
    ports::UnitOfWork,
    venue::{Capacity, Venue, VenueSummary},
};

use super::EventError;

/// The venue of these details, which must exist and hold as many as the details say.
pub(super) async fn fitting_venue(
    unit: &mut dyn UnitOfWork,
    details: &EventDetails,
) -> Result<Option<Venue>, EventError> {
    let Some(id) = details.venue_id else { return Ok(None) };
    let venue = unit.venues().find(id).await?.ok_or(EventError::VenueUnknown)?;
    let room = venue.details.capacity;
    if details.capacity.is_some_and(|wanted| wanted > room) {
        return Err(EventError::CapacityAboveVenue(room.get()));
    }
    Ok(Some(venue))
}

/// How many may register: what the event says, else what the venue holds, else any number.
pub(super) fn seats(event: &Event, venue: Option<&Venue>) -> Option<Capacity> {
    event.details.capacity.or_else(|| venue.map(|venue| venue.details.capacity))
}

pub(super) fn summary(venue: Venue) -> VenueSummary {
    VenueSummary {
        id: venue.id,
        name: venue.details.name,
        city: venue.details.city,
        capacity: venue.details.capacity,
    }
}
