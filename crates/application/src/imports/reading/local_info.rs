//! `local_info`: the legacy description of a venue, as a JSON object.

use fasttrack_domain::{
    Invalid,
    text::{City, FoldedKey},
    venue::{VenueDetails, VenueKind},
};

use super::{
    cells::{Cells, Problem, required},
    own,
};
use crate::imports::RowVenue;

const COLUMN: &str = "local_info";
/// The members, and what they are called in reports.
const MEMBERS: [(&str, &str); 5] = [
    ("location_name", NAME),
    ("capacity", CAPACITY),
    ("venue_type", KIND),
    ("is_accessible", ACCESSIBLE),
    ("address", ADDRESS),
];
const NAME: &str = "local_info.location_name";
const CAPACITY: &str = "local_info.capacity";
const KIND: &str = "local_info.venue_type";
const ACCESSIBLE: &str = "local_info.is_accessible";
const ADDRESS: &str = "local_info.address";
/// What has no meaning here: past events are rows themselves.
const IGNORED: [&str; 2] = ["past_events", "manually_edited"];

/// The venue that a row describes; none when it says nothing.
pub(super) fn venue(cells: &mut Cells, city: &City) -> Result<RowVenue, Problem> {
    let mut members = Cells::default();
    for (name, value) in cells.object(COLUMN)?.unwrap_or_default() {
        match MEMBERS.iter().find(|(member, _)| *member == name) {
            Some((_, column)) => members.put_json(column, value),
            None if IGNORED.contains(&name.as_str()) => {}
            None => {
                let detail = "must hold nothing but location_name, capacity, venue_type, is_accessible, \
                              address, past_events and manually_edited";
                return Err(Problem::of(COLUMN, Invalid::new("unknown_field", detail)));
            }
        }
    }
    if members.is_empty() {
        return Ok(RowVenue::None);
    }
    Ok(RowVenue::Described(VenueDetails {
        name: members.required(NAME)?,
        kind: kind(members.text(KIND)?.as_deref())?,
        capacity: required(CAPACITY, own::capacity(&mut members, CAPACITY)?)?,
        accessible: members.flag(ACCESSIBLE)?.unwrap_or(false),
        address: members.optional(ADDRESS)?,
        city: city.clone(),
        coordinates: None,
    }))
}

/// The legacy sorts of venue; people wrote them with and without accents.
fn kind(raw: Option<&str>) -> Result<VenueKind, Problem> {
    match raw.map(FoldedKey::of).as_ref().map(FoldedKey::as_str) {
        None => Ok(VenueKind::Other),
        Some("salao") => Ok(VenueKind::Hall),
        Some("auditorio") => Ok(VenueKind::Auditorium),
        Some(_) => {
            let detail = "must be Salao, Auditorio or nothing";
            Err(Problem::of(KIND, Invalid::new("invalid_venue_type", detail)))
        }
    }
}
