use fasttrack_domain::{
    event::{Event, EventDetails, EventId, EventStatus, RowFingerprint, Schedule, Tags},
    time::{TimeZone, Timestamp},
    user::{User, UserId},
    venue::{Capacity, Venue},
    version::Version,
};

use crate::{build::made_at, instant, unique_id};

/// A published event of this owner in Lisboa, on 1 June 2030 at 18:00 UTC, without an end, a venue
/// or a limit of its own.
#[must_use]
pub fn an_event(owner: &User) -> EventBuilder {
    EventBuilder(Event {
        id: EventId::new(unique_id()),
        details: EventDetails {
            title: "An evening".parse().unwrap(),
            description: "".parse().unwrap(),
            status: EventStatus::Published,
            schedule: Schedule::new(instant("2030-06-01T18:00:00Z"), None, TimeZone::UTC).unwrap(),
            city: "Lisboa".parse().unwrap(),
            tags: Tags::default(),
            venue_id: None,
            capacity: None,
        },
        created_by: owner.id,
        version: Version::FIRST,
        created_at: made_at(),
        updated_at: made_at(),
    })
}

/// The fingerprint of a row of an import, told apart by a number.
#[must_use]
pub fn fingerprint(n: u8) -> RowFingerprint {
    RowFingerprint([n; 32])
}

/// Made by [`an_event`].
#[derive(Debug, Clone)]
pub struct EventBuilder(Event);

impl EventBuilder {
    /// Called so.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.0.details.title = title.parse().unwrap();
        self
    }

    /// About this.
    #[must_use]
    pub fn about(mut self, description: &str) -> Self {
        self.0.details.description = description.parse().unwrap();
        self
    }

    /// Of this status.
    #[must_use]
    pub fn status(mut self, status: EventStatus) -> Self {
        self.0.details.status = status;
        self
    }

    /// A draft.
    #[must_use]
    pub fn draft(self) -> Self {
        self.status(EventStatus::Draft)
    }

    /// Starts at this RFC 3339 timestamp, and does not say when it ends.
    #[must_use]
    pub fn starts(mut self, start: &str) -> Self {
        let zone = self.0.details.schedule.time_zone();
        self.0.details.schedule = Schedule::new(instant(start), None, zone).unwrap();
        self
    }

    /// Takes place from one RFC 3339 timestamp to another.
    #[must_use]
    pub fn between(mut self, start: &str, end: &str) -> Self {
        let zone = self.0.details.schedule.time_zone();
        self.0.details.schedule = Schedule::new(instant(start), Some(instant(end)), zone).unwrap();
        self
    }

    /// At this venue; the city stays.
    #[must_use]
    pub fn at(mut self, venue: &Venue) -> Self {
        self.0.details.venue_id = Some(venue.id);
        self
    }

    /// In this city.
    #[must_use]
    pub fn city(mut self, city: &str) -> Self {
        self.0.details.city = city.parse().unwrap();
        self
    }

    /// With these tags.
    #[must_use]
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.0.details.tags = Tags::new(tags.iter().map(|tag| tag.parse().unwrap())).unwrap();
        self
    }

    /// For so many people.
    #[must_use]
    pub fn seats(mut self, seats: i64) -> Self {
        self.0.details.capacity = Some(Capacity::new(seats).unwrap());
        self
    }

    /// Of somebody who need not exist.
    #[must_use]
    pub fn owned_by(mut self, owner: UserId) -> Self {
        self.0.created_by = owner;
        self
    }

    /// Made at this instant, never changed since.
    #[must_use]
    pub fn made_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self.0.updated_at = at;
        self
    }

    /// The event.
    #[must_use]
    pub fn build(self) -> Event {
        self.0
    }
}
