//! What must hold between an event and its venue, inside the unit that writes the event.

use std::collections::{HashMap, HashSet};

use fasttrack_domain::{
    event::{Event, EventDetails},
    ports::UnitOfWork,
    venue::{Capacity, Venue, VenueId, VenueSummary},
};

use super::{BatchError, EventError};

/// The venue of these details, which must exist and hold as many as the details say.
pub(super) async fn fitting_venue(
    unit: &mut dyn UnitOfWork,
    details: &EventDetails,
) -> Result<Option<Venue>, EventError> {
    let Some(id) = details.venue_id else { return Ok(None) };
    let venue = unit.venues().find(id).await?.ok_or(EventError::VenueUnknown)?;
    holds_enough(&venue, details)?;
    Ok(Some(venue))
}

/// The venues of all of these events, each of which must exist and hold as many as its events say.
pub(super) async fn fitting_venues(
    unit: &mut dyn UnitOfWork,
    events: &[Event],
) -> Result<Vec<Venue>, BatchError> {
    let ids: HashSet<VenueId> = events.iter().filter_map(|event| event.details.venue_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let venues = unit.venues().find_all(&Vec::from_iter(ids)).await?;
    let by_id: HashMap<VenueId, &Venue> = venues.iter().map(|venue| (venue.id, venue)).collect();
    let fault = |event: &Event| match by_id.get(&event.details.venue_id?) {
        None => Some(EventError::VenueUnknown),
        Some(venue) => holds_enough(venue, &event.details).err(),
    };
    let faults: Vec<_> =
        events.iter().enumerate().filter_map(|(i, event)| Some((i, fault(event)?))).collect();
    if faults.is_empty() { Ok(venues) } else { Err(BatchError::Rows(faults)) }
}

fn holds_enough(venue: &Venue, details: &EventDetails) -> Result<(), EventError> {
    let room = venue.details.capacity;
    if details.capacity.is_some_and(|wanted| wanted > room) {
        return Err(EventError::CapacityAboveVenue(room.get()));
    }
    Ok(())
}

/// How many may register: what the event says, else what the venue holds, else any number.
pub(super) fn seats(event: &Event, venue: Option<&Venue>) -> Option<Capacity> {
    event.details.capacity.or_else(|| venue.map(|venue| venue.details.capacity))
}

pub(crate) fn summary(venue: Venue) -> VenueSummary {
    VenueSummary {
        id: venue.id,
        name: venue.details.name,
        city: venue.details.city,
        capacity: venue.details.capacity,
    }
}
