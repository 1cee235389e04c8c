//! Calendars as text (RFC 5545).
//!
//! Times are instants in UTC, so that no change of clocks and no reader's idea of a time zone can
//! move them; the zone of the event is told beside them.

use fasttrack_domain::event::{EventStatus, EventView, Tag};

use super::lines::{Lines, text};

/// What stands before the first event.
pub(crate) const OPENING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//FastTrack//FastTrack//EN\r\n\
                                  CALSCALE:GREGORIAN\r\nX-WR-CALNAME:FastTrack\r\n";

/// What stands after the last event.
pub(crate) const CLOSING: &str = "END:VCALENDAR\r\n";

/// A calendar of these events.
#[must_use]
pub fn render(events: &[EventView]) -> String {
    let events: String = events.iter().map(event).collect();
    format!("{OPENING}{events}{CLOSING}")
}

/// One event, as a `VEVENT`.
pub(crate) fn event(view: &EventView) -> String {
    let event = &view.event;
    let details = &event.details;
    let mut lines = Lines::default();
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &format!("{}@fasttrack", event.id));
    lines.add("SEQUENCE", &event.version.0.to_string());
    // Without METHOD, these two are the same (RFC 5545 §3.8.7.2).
    lines.add_time("DTSTAMP", event.updated_at);
    lines.add_time("LAST-MODIFIED", event.updated_at);
    lines.add_time("CREATED", event.created_at);
    lines.add_time("DTSTART", details.schedule.starts_at());
    if let Some(end) = details.schedule.ends_at() {
        lines.add_time("DTEND", end);
    }
    lines.add("X-FASTTRACK-TIME-ZONE", details.schedule.time_zone().name());
    lines.add("STATUS", status(details.status));
    lines.add("SUMMARY", &text(details.title.as_str()));
    if !details.description.as_str().is_empty() {
        lines.add("DESCRIPTION", &text(details.description.as_str()));
    }
    lines.add("LOCATION", &text(&location(view)));
    let tags: Vec<String> = details.tags.iter().map(Tag::as_str).map(text).collect();
    if !tags.is_empty() {
        lines.add("CATEGORIES", &tags.join(","));
    }
    lines.add("END", "VEVENT");
    lines.finish()
}

const fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Draft => "TENTATIVE",
        EventStatus::Published => "CONFIRMED",
        EventStatus::Cancelled => "CANCELLED",
    }
}

fn location(view: &EventView) -> String {
    match &view.venue {
        Some(venue) => format!("{}, {}", venue.name, venue.city),
        None => view.event.details.city.to_string(),
    }
}
