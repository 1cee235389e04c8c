use fasttrack_domain::{
    Invalid,
    id::Id,
    time::Timestamp,
    venue::{Capacity, Coordinates, Venue, VenueDetails, VenueSummary},
    version::Version,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Stored;

#[derive(Serialize, Deserialize)]
pub(crate) struct VenueRow {
    id: Uuid,
    name: String,
    kind: String,
    capacity: u32,
    accessible: bool,
    address: Option<String>,
    city: String,
    coordinates: Option<(f64, f64)>,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl Stored for Venue {
    type Row = VenueRow;

    fn to_row(&self) -> VenueRow {
        let Self { id, details, version, created_at, updated_at } = self;
        let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = details;
        VenueRow {
            id: id.uuid(),
            name: name.as_str().to_owned(),
            kind: kind.as_str().to_owned(),
            capacity: capacity.get(),
            accessible: *accessible,
            address: address.as_ref().map(|address| address.as_str().to_owned()),
            city: city.as_str().to_owned(),
            coordinates: coordinates.map(|at| (at.latitude(), at.longitude())),
            version: version.0,
            created_at: created_at.micros(),
            updated_at: updated_at.micros(),
        }
    }

    fn of_row(row: VenueRow) -> Result<Self, Invalid> {
        let coordinates = |(latitude, longitude)| Coordinates::new(latitude, longitude);
        Ok(Self {
            id: Id::new(row.id),
            details: VenueDetails {
                name: row.name.parse()?,
                kind: row.kind.parse()?,
                capacity: Capacity::new(row.capacity.into())?,
                accessible: row.accessible,
                address: row.address.map(|address| address.parse()).transpose()?,
                city: row.city.parse()?,
                coordinates: row.coordinates.map(coordinates).transpose()?,
            },
            version: Version(row.version),
            created_at: Timestamp::from_micros(row.created_at)?,
            updated_at: Timestamp::from_micros(row.updated_at)?,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct SummaryRow {
    id: Uuid,
    name: String,
    city: String,
    capacity: u32,
}

impl Stored for VenueSummary {
    type Row = SummaryRow;

    fn to_row(&self) -> SummaryRow {
        let Self { id, name, city, capacity } = self;
        SummaryRow {
            id: id.uuid(),
            name: name.as_str().to_owned(),
            city: city.as_str().to_owned(),
            capacity: capacity.get(),
        }
    }

    fn of_row(row: SummaryRow) -> Result<Self, Invalid> {
        let SummaryRow { id, name, city, capacity } = row;
        Ok(Self {
            id: Id::new(id),
            name: name.parse()?,
            city: city.parse()?,
            capacity: Capacity::new(capacity.into())?,
        })
    }
}
