//! Instants, with or without an offset.

use chrono::{LocalResult, NaiveDateTime, TimeZone as _};
use fasttrack_domain::{
    Invalid,
    time::{TimeZone, Timestamp},
};

use super::cells::{Cells, Problem};

/// ISO 8601 without an offset; seconds, and their fraction, may be missing.
const LOCAL_FORMATS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// An instant: RFC 3339, or what the clocks of this zone show.
pub(super) fn instant(
    cells: &mut Cells,
    column: &'static str,
    zone: TimeZone,
) -> Result<Option<Timestamp>, Problem> {
    let text = cells.text(column)?;
    text.map(|text| parse(&text, zone).map_err(|invalid| Problem::of(column, invalid))).transpose()
}

fn parse(text: &str, zone: TimeZone) -> Result<Timestamp, Invalid> {
    let local = LOCAL_FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    local.map_or_else(|| with_offset(text), |local| of_local(local, zone))
}

/// Refused in words of its own: the API takes no time without an offset, so neither do its words.
fn with_offset(text: &str) -> Result<Timestamp, Invalid> {
    Timestamp::parse(text).map_err(|invalid| match invalid.code {
        "invalid_timestamp" => Invalid::new(
            "invalid_timestamp",
            "must be a time such as 2026-03-14T19:30:00-03:00, or 2026-03-14 19:30 by the clocks of the time \
             zone",
        ),
        _ => invalid,
    })
}

/// Twice a year the clocks of most zones skip an hour or show one twice. A guess would be wrong by
/// an hour for some, so those times must be written with their offset.
fn of_local(local: NaiveDateTime, zone: TimeZone) -> Result<Timestamp, Invalid> {
    match zone.tz().from_local_datetime(&local) {
        LocalResult::Single(at) => Timestamp::new(at.to_utc()),
        LocalResult::None => Err(Invalid::new(
            "nonexistent_local_time",
            "is skipped by the clocks of the time zone, which are put forward",
        )),
        LocalResult::Ambiguous(..) => Err(Invalid::new(
            "ambiguous_local_time",
            "comes twice in the time zone, whose clocks are put back: write it with its offset",
        )),
    }
}
