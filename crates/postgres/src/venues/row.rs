use chrono::{DateTime, Utc};
use diesel::{
    pg::Pg,
    prelude::{AsChangeset, Insertable, Queryable, Selectable},
};
use fasttrack_domain::{
    id::Id,
    text::{FoldedKey, SearchText},
    venue::{Address, Capacity, Coordinates, Venue, VenueDetails, VenueName, VenueSummary},
    version::Version,
};

use uuid::Uuid;

use crate::{
    columns::{Corrupt, instant, parsed},
    schema::venues,
};

/// A venue, what it is found by aside.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = venues, primary_key(id), check_for_backend(Pg), treat_none_as_null = true)]
pub(super) struct VenueRow {
    id: Uuid,
    name: String,
    name_key: String,
    kind: String,
    capacity: i32,
    accessible: bool,
    address: Option<String>,
    city: String,
    city_key: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Venue> for VenueRow {
    fn from(venue: &Venue) -> Self {
        let Venue { id, details, version, created_at, updated_at } = venue;
        let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = details;
        Self {
            id: id.uuid(),
            name: name.as_str().to_owned(),
            name_key: FoldedKey::of(name.as_str()).as_str().to_owned(),
            kind: kind.as_str().to_owned(),
            capacity: i32::try_from(capacity.get()).unwrap_or(i32::MAX),
            accessible: *accessible,
            address: address.as_ref().map(|address| address.as_str().to_owned()),
            city: city.as_str().to_owned(),
            city_key: FoldedKey::of(city.as_str()).as_str().to_owned(),
            latitude: coordinates.map(Coordinates::latitude),
            longitude: coordinates.map(Coordinates::longitude),
            version: version.0,
            created_at: created_at.to_utc(),
            updated_at: updated_at.to_utc(),
        }
    }
}

impl TryFrom<VenueRow> for Venue {
    type Error = Corrupt;

    fn try_from(row: VenueRow) -> Result<Self, Corrupt> {
        let VenueRow {
            id,
            name,
            name_key: _,
            kind,
            capacity,
            accessible,
            address,
            city,
            city_key: _,
            latitude,
            longitude,
            version,
            created_at,
            updated_at,
        } = row;
        let details = VenueDetails {
            name: parsed("venues.name", &name)?,
            kind: parsed("venues.kind", &kind)?,
            capacity: Capacity::new(i64::from(capacity)).map_err(Corrupt::because("venues.capacity"))?,
            accessible,
            address: address.map(|raw| parsed("venues.address", &raw)).transpose()?,
            city: parsed("venues.city", &city)?,
            coordinates: coordinates(latitude, longitude)?,
        };
        Ok(Self {
            id: Id::new(id),
            details,
            version: Version(version),
            created_at: instant("venues.created_at", created_at)?,
            updated_at: instant("venues.updated_at", updated_at)?,
        })
    }
}

pub(crate) fn coordinates(
    latitude: Option<f64>,
    longitude: Option<f64>,
) -> Result<Option<Coordinates>, Corrupt> {
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => {
            let point = Coordinates::new(latitude, longitude);
            point.map(Some).map_err(Corrupt::because("venues.latitude"))
        }
        (None, None) => Ok(None),
        _ => Err(Corrupt::new("venues.latitude")),
    }
}

/// The words that a venue can be found by.
pub(super) fn search_text(venue: &Venue) -> String {
    let VenueDetails { name, address, city, .. } = &venue.details;
    let address = address.as_ref().map(Address::as_str);
    let words = [Some(VenueName::as_str(name)), address, Some(city.as_str())];
    SearchText::of(words.into_iter().flatten()).as_str().to_owned()
}

/// What an event shows of its venue.
#[derive(Queryable, Selectable)]
#[diesel(table_name = venues, check_for_backend(Pg))]
pub(crate) struct VenueSummaryRow {
    id: Uuid,
    name: String,
    city: String,
    capacity: i32,
}

impl TryFrom<VenueSummaryRow> for VenueSummary {
    type Error = Corrupt;

    fn try_from(row: VenueSummaryRow) -> Result<Self, Corrupt> {
        let VenueSummaryRow { id, name, city, capacity } = row;
        Ok(Self {
            id: Id::new(id),
            name: parsed("venues.name", &name)?,
            city: parsed("venues.city", &city)?,
            capacity: Capacity::new(i64::from(capacity)).map_err(Corrupt::because("venues.capacity"))?,
        })
    }
}
