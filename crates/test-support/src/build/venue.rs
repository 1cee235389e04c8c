use fasttrack_domain::{
    time::Timestamp,
    venue::{Capacity, Coordinates, Venue, VenueDetails, VenueId, VenueKind},
    version::Version,
};

use crate::{build::made_at, unique_id};

/// A hall of 100 seats in Lisboa.
#[must_use]
pub fn a_venue(name: &str) -> VenueBuilder {
    VenueBuilder(Venue {
        id: VenueId::new(unique_id()),
        details: VenueDetails {
            name: name.parse().unwrap(),
            kind: VenueKind::Hall,
            capacity: Capacity::new(100).unwrap(),
            accessible: true,
            address: None,
            city: "Lisboa".parse().unwrap(),
            coordinates: None,
        },
        version: Version::FIRST,
        created_at: made_at(),
        updated_at: made_at(),
    })
}

/// Made by [`a_venue`].
#[derive(Debug, Clone)]
pub struct VenueBuilder(Venue);

impl VenueBuilder {
    /// In this city.
    #[must_use]
    pub fn city(mut self, city: &str) -> Self {
        self.0.details.city = city.parse().unwrap();
        self
    }

    /// Of this sort.
    #[must_use]
    pub fn kind(mut self, kind: VenueKind) -> Self {
        self.0.details.kind = kind;
        self
    }

    /// With so many seats.
    #[must_use]
    pub fn seats(mut self, seats: i64) -> Self {
        self.0.details.capacity = Capacity::new(seats).unwrap();
        self
    }

    /// Not to be reached without steps.
    #[must_use]
    pub fn with_steps(mut self) -> Self {
        self.0.details.accessible = false;
        self
    }

    /// At this address.
    #[must_use]
    pub fn address(mut self, address: &str) -> Self {
        self.0.details.address = Some(address.parse().unwrap());
        self
    }

    /// At this point on Earth.
    #[must_use]
    pub fn coordinates(mut self, latitude: f64, longitude: f64) -> Self {
        self.0.details.coordinates = Some(Coordinates::new(latitude, longitude).unwrap());
        self
    }

    /// Made at this instant, never changed since.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self.0.updated_at = at;
        self
    }

    /// The venue.
    #[must_use]
    pub fn build(self) -> Venue {
        self.0
    }
}
