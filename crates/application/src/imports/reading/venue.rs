//! `venue`: the name of one that is there, or a JSON object that describes one as the API does.

use fasttrack_domain::{
    Invalid,
    text::City,
    venue::{Coordinates, VenueDetails, VenueKind},
};

use super::{
    cells::{Cells, Problem, required},
    own,
};
use crate::imports::RowVenue;

const COLUMN: &str = "venue";
/// The members, and what they are called in reports.
const MEMBERS: [(&str, &str); 8] = [
    ("name", NAME),
    ("city", CITY),
    ("type", KIND),
    ("capacity", CAPACITY),
    ("accessible", ACCESSIBLE),
    ("address", ADDRESS),
    ("latitude", LATITUDE),
    ("longitude", LONGITUDE),
];
const NAME: &str = "venue.name";
const CITY: &str = "venue.city";
const KIND: &str = "venue.type";
const CAPACITY: &str = "venue.capacity";
const ACCESSIBLE: &str = "venue.accessible";
const ADDRESS: &str = "venue.address";
const LATITUDE: &str = "venue.latitude";
const LONGITUDE: &str = "venue.longitude";

/// The venue of a row.
pub(super) fn named_or_described(cells: &mut Cells, city: &City) -> Result<RowVenue, Problem> {
    if !cells.is_object(COLUMN) {
        return Ok(cells.optional(COLUMN)?.map_or(RowVenue::None, RowVenue::Existing));
    }
    let mut members = Cells::default();
    for (name, value) in cells.object(COLUMN)?.unwrap_or_default() {
        let Some((_, column)) = MEMBERS.iter().find(|(member, _)| *member == name) else {
            let detail = "must hold nothing but name, city, type, capacity, accessible, address, latitude \
                          and longitude";
            return Err(Problem::of(COLUMN, Invalid::new("unknown_field", detail)));
        };
        members.put_json(column, value);
    }
    Ok(RowVenue::Described(VenueDetails {
        name: members.required(NAME)?,
        kind: members.optional(KIND)?.unwrap_or(VenueKind::Other),
        capacity: required(CAPACITY, own::capacity(&mut members, CAPACITY)?)?,
        accessible: members.flag(ACCESSIBLE)?.unwrap_or(false),
        address: members.optional(ADDRESS)?,
        city: members.optional(CITY)?.unwrap_or_else(|| city.clone()),
        coordinates: coordinates(&mut members)?,
    }))
}

/// Both of them, or none.
fn coordinates(members: &mut Cells) -> Result<Option<Coordinates>, Problem> {
    let (latitude, longitude) = (members.number(LATITUDE)?, members.number(LONGITUDE)?);
    if latitude.is_none() && longitude.is_none() {
        return Ok(None);
    }
    let (latitude, longitude) = (required(LATITUDE, latitude)?, required(LONGITUDE, longitude)?);
    Coordinates::new(latitude, longitude).map(Some).map_err(|invalid| Problem::of(LATITUDE, invalid))
}
