//! An event as the import reads it.

use std::borrow::Cow;

use fasttrack_domain::{
    event::{EventDetails, Tag},
    venue::{Address, Capacity, Coordinates, VenueDetails},
};
use serde::Serialize;

use crate::formula::guard;

/// The columns of CSV, in order; the members of JSON have the same names.
pub(super) const COLUMNS: [&str; 10] = [
    "title",
    "description",
    "starts_at",
    "ends_at",
    "time_zone",
    "city",
    "venue",
    "capacity",
    "tags",
    "status",
];

#[derive(Serialize)]
pub(super) struct Row<'a> {
    title: &'a str,
    description: &'a str,
    starts_at: String,
    ends_at: Option<String>,
    time_zone: &'static str,
    city: &'a str,
    venue: Option<VenueMember<'a>>,
    capacity: Option<u32>,
    tags: Vec<&'a str>,
    status: &'static str,
}

#[derive(Serialize)]
struct VenueMember<'a> {
    name: &'a str,
    city: &'a str,
    r#type: &'static str,
    capacity: u32,
    accessible: bool,
    address: Option<&'a str>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl<'a> Row<'a> {
    pub(super) fn new(details: &'a EventDetails, venue: Option<&'a VenueDetails>) -> Self {
        let EventDetails { title, description, status, schedule, city, tags, venue_id: _, capacity } =
            details;
        Self {
            title: title.as_str(),
            description: description.as_str(),
            starts_at: schedule.starts_at().to_string(),
            ends_at: schedule.ends_at().map(|at| at.to_string()),
            time_zone: schedule.time_zone().name(),
            city: city.as_str(),
            venue: venue.map(VenueMember::new),
            capacity: capacity.map(Capacity::get),
            tags: tags.iter().map(Tag::as_str).collect(),
            status: status.as_str(),
        }
    }

    /// The fields of a record of CSV, in the order of [`COLUMNS`].
    pub(super) fn fields(&self) -> serde_json::Result<[Cow<'_, str>; 10]> {
        let venue = self.venue.as_ref().map(serde_json::to_string).transpose()?;
        Ok([
            guard(self.title),
            guard(self.description),
            Cow::Borrowed(self.starts_at.as_str()),
            Cow::Borrowed(self.ends_at.as_deref().unwrap_or_default()),
            Cow::Borrowed(self.time_zone),
            guard(self.city),
            Cow::Owned(venue.unwrap_or_default()),
            Cow::Owned(self.capacity.map(|n| n.to_string()).unwrap_or_default()),
            self.tags_field()?,
            Cow::Borrowed(self.status),
        ])
    }

    /// Split at semicolons, or a JSON array where that would not come back as it was.
    fn tags_field(&self) -> serde_json::Result<Cow<'_, str>> {
        let plain = self.tags.iter().all(|tag| !tag.contains(';'))
            && self.tags.first().is_none_or(|tag| !tag.starts_with('['));
        if plain {
            return Ok(Cow::Owned(guard(&self.tags.join(";")).into_owned()));
        }
        serde_json::to_string(&self.tags).map(Cow::Owned)
    }
}

impl<'a> VenueMember<'a> {
    fn new(venue: &'a VenueDetails) -> Self {
        let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = venue;
        Self {
            name: name.as_str(),
            city: city.as_str(),
            r#type: kind.as_str(),
            capacity: capacity.get(),
            accessible: *accessible,
            address: address.as_ref().map(Address::as_str),
            latitude: coordinates.map(Coordinates::latitude),
            longitude: coordinates.map(Coordinates::longitude),
        }
    }
}
