//! The columns of the legacy FastTrackAPI, whose rows are published events without an end.

use fasttrack_domain::{
    event::{EventDetails, EventStatus, Schedule, Tags},
    time::TimeZone,
};

use super::{
    cells::{Cells, Problem, required},
    local_info, own,
    sink::Parsed,
    when,
};

pub(super) const COLUMNS: [&str; 6] =
    ["title", "description", "event_date", "city", "participants", "local_info"];
pub(super) const MANDATORY: [&str; 3] = ["title", "event_date", "city"];
/// What only the legacy formats have.
pub(super) const MARKS: [&str; 3] = ["event_date", "participants", "local_info"];
/// What the download adds: identity, forecast and views begin anew here.
pub(super) const IGNORED: [&str; 3] = ["id", "forecast_info", "views"];

/// How many people one row may say that take part: all of them are written in the unit that writes
/// their event.
pub const MAX_PARTICIPANTS: usize = 1_000;

pub(super) fn parse(mut cells: Cells) -> Result<Parsed, Problem> {
    let title = cells.required("title")?;
    let description = own::description(&mut cells)?;
    let starts_at = required("event_date", when::instant(&mut cells, "event_date", TimeZone::UTC)?)?;
    let schedule = Schedule::new(starts_at, None, TimeZone::UTC)
        .map_err(|invalid| Problem::of("event_date", invalid))?;
    let city = cells.required("city")?;
    let participants = cells.list("participants", MAX_PARTICIPANTS)?;
    let venue = local_info::venue(&mut cells, &city)?;
    let details = EventDetails {
        title,
        description,
        status: EventStatus::Published,
        schedule,
        city,
        tags: Tags::default(),
        venue_id: None,
        // The room is the venue's.
        capacity: None,
    };
    Ok(Parsed { details, venue, participants })
}
