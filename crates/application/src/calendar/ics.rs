//! Calendars as text (RFC 5545).
//!
//! Times are instants in UTC, so that no change of clocks and no reader's idea of a time zone can
//! move them; the zone of the event is told beside them.

use std::fmt;

use fasttrack_domain::event::{EventStatus, EventView, Tag};
use icalendar::{Component as _, EventLike as _};

/// What stands before the first event.
pub(crate) const OPENING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//FastTrack//FastTrack//EN\r\n\
                                  CALSCALE:GREGORIAN\r\nX-WR-CALNAME:FastTrack\r\n";

/// What stands after the last event.
pub(crate) const CLOSING: &str = "END:VCALENDAR\r\n";

/// A calendar of these events.
///
/// # Errors
/// Never, as far as anybody knows: a string takes whatever is written to it.
pub fn render(events: &[EventView]) -> Result<String, fmt::Error> {
    let mut calendar = OPENING.to_owned();
    for view in events {
        calendar.push_str(&event(view)?);
    }
    calendar.push_str(CLOSING);
    Ok(calendar)
}

/// One event, as a `VEVENT`.
pub(crate) fn event(view: &EventView) -> Result<String, fmt::Error> {
    let event = &view.event;
    let details = &event.details;
    let mut block = icalendar::Event::new();
    block
        .uid(&format!("{}@fasttrack", event.id))
        .add_property("SEQUENCE", event.version.0.to_string())
        // Without METHOD, these two are the same (RFC 5545 §3.8.7.2).
        .timestamp(event.updated_at.to_utc())
        .last_modified(event.updated_at.to_utc())
        .created(event.created_at.to_utc())
        .starts(details.schedule.starts_at().to_utc())
        .status(match details.status {
            EventStatus::Draft => icalendar::EventStatus::Tentative,
            EventStatus::Published => icalendar::EventStatus::Confirmed,
            EventStatus::Cancelled => icalendar::EventStatus::Cancelled,
        })
        .summary(&text(details.title.as_str()))
        .location(&text(&location(view)))
        .add_property("X-FASTTRACK-TIME-ZONE", details.schedule.time_zone().name());
    if let Some(end) = details.schedule.ends_at() {
        block.ends(end.to_utc());
    }
    if !details.description.as_str().is_empty() {
        block.description(&text(details.description.as_str()));
    }
    let tags: Vec<String> = details.tags.iter().map(Tag::as_str).map(text).collect();
    if !tags.is_empty() {
        block.categories(tags);
    }
    block.try_into_string()
}

fn location(view: &EventView) -> String {
    match &view.venue {
        Some(venue) => format!("{}, {}", venue.name, venue.city),
        None => view.event.details.city.to_string(),
    }
}

/// Text without what would end its line: the crate escapes line feeds, and nothing else that
/// controls.
fn text(raw: &str) -> String {
    let lines = raw.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
