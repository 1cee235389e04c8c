//! FastTrack's own columns.

use fasttrack_domain::{
    event::{Description, EventDetails, Schedule, Tags},
    time::TimeZone,
    venue::Capacity,
};

use super::{
    cells::{Cells, Problem, required},
    sink::Parsed,
    venue, when,
};

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
pub(super) const MANDATORY: [&str; 3] = ["title", "starts_at", "city"];

pub(super) fn parse(mut cells: Cells) -> Result<Parsed, Problem> {
    let title = cells.required("title")?;
    let description = description(&mut cells)?;
    let time_zone = cells.optional::<TimeZone>("time_zone")?.unwrap_or_default();
    let starts_at = required("starts_at", when::instant(&mut cells, "starts_at", time_zone)?)?;
    let ends_at = when::instant(&mut cells, "ends_at", time_zone)?;
    let schedule =
        Schedule::new(starts_at, ends_at, time_zone).map_err(|invalid| Problem::of("ends_at", invalid))?;
    let city = cells.required("city")?;
    let venue = venue::named_or_described(&mut cells, &city)?;
    let capacity = capacity(&mut cells, "capacity")?;
    // Those that come twice are dropped before they are counted.
    let tags = cells.list("tags", usize::MAX)?;
    let tags = Tags::new(tags).map_err(|invalid| Problem::of("tags", invalid))?;
    let status = cells.optional("status")?.unwrap_or_default();
    let details = EventDetails { title, description, status, schedule, city, tags, venue_id: None, capacity };
    Ok(Parsed { details, venue, participants: Vec::new() })
}

pub(super) fn description(cells: &mut Cells) -> Result<Description, Problem> {
    let text = cells.text("description")?.unwrap_or_default();
    text.parse().map_err(|invalid| Problem::of("description", invalid))
}

pub(super) fn capacity(cells: &mut Cells, column: &'static str) -> Result<Option<Capacity>, Problem> {
    let number = cells.integer(column)?;
    number.map(|n| Capacity::new(n).map_err(|invalid| Problem::of(column, invalid))).transpose()
}
