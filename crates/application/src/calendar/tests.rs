//! The shape of calendars.

use fasttrack_domain::event::{EventCounters, EventStatus, EventView};
use fasttrack_domain::venue::VenueSummary;
use fasttrack_test_support::{a_user, a_venue, an_event};

use super::ics;

fn of(event: fasttrack_domain::event::Event) -> EventView {
    EventView { event, counters: EventCounters::default(), venue: None, forecast: None }
}

/// The lines of a calendar, unfolded (RFC 5545 §3.1).
fn lines(calendar: &str) -> Vec<String> {
    assert!(calendar.ends_with("\r\n"));
    calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn value(lines: &[String], name: &str) -> Option<String> {
    lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::to_owned))
}

#[test]
fn an_event_says_what_calendars_need() {
    let owner = a_user("ana").build();
    let event = an_event(&owner)
        .titled("Sarau; versos, e \\ mais")
        .about("Um\r\ndois\rtrês\ttab")
        .between("2031-03-01T19:00:00.5Z", "2031-03-01T22:00:00Z")
        .tags(&["a,b", "c;d"])
        .city("Olinda")
        .build();
    let venue = a_venue("Teatro, ao lado").city("Recife").build();
    let summary = VenueSummary {
        id: venue.id,
        name: venue.details.name,
        city: venue.details.city,
        capacity: venue.details.capacity,
    };
    let id = event.id;
    let lines = lines(&ics::render(&[EventView { venue: Some(summary), ..of(event) }]));
    assert_eq!(&lines[..2], ["BEGIN:VCALENDAR", "VERSION:2.0"]);
    assert_eq!(lines.last().unwrap(), "END:VCALENDAR");
    for (name, expected) in [
        ("UID", format!("{id}@fasttrack")),
        ("SEQUENCE", "1".to_owned()),
        ("STATUS", "CONFIRMED".to_owned()),
        ("DTSTART", "20310301T190000Z".to_owned()),
        ("DTEND", "20310301T220000Z".to_owned()),
        ("SUMMARY", r"Sarau\; versos\, e \\ mais".to_owned()),
        ("DESCRIPTION", "Um\\ndois\\ntrês\ttab".to_owned()),
        ("LOCATION", r"Teatro\, ao lado\, Recife".to_owned()),
        ("CATEGORIES", r"a\,b,c\;d".to_owned()),
    ] {
        assert_eq!(value(&lines, name), Some(expected), "{name}");
    }
    assert!(value(&lines, "DTSTAMP").unwrap().ends_with('Z'));
    assert_eq!(value(&lines, "DTSTAMP"), value(&lines, "LAST-MODIFIED"));
}

#[test]
fn each_status_has_its_word() {
    for (status, word) in [
        (EventStatus::Draft, "TENTATIVE"),
        (EventStatus::Published, "CONFIRMED"),
        (EventStatus::Cancelled, "CANCELLED"),
    ] {
        let event = an_event(&a_user("ana").build()).status(status).build();
        assert_eq!(value(&lines(&ics::event(&of(event))), "STATUS").unwrap(), word);
    }
}

#[test]
fn what_is_not_said_is_not_there() {
    let event =
        an_event(&a_user("ana").build()).about("").city("Olinda").starts("2031-03-01T19:00:00Z").build();
    let lines = lines(&ics::event(&of(event)));
    assert_eq!(value(&lines, "LOCATION").unwrap(), "Olinda");
    for name in ["DTEND", "DESCRIPTION", "CATEGORIES"] {
        assert_eq!(value(&lines, name), None);
    }
}

#[test]
fn no_line_is_longer_than_75_octets_and_no_letter_is_cut() {
    for text in ["ação 🎉, ".repeat(600), "🎉".repeat(2_500), "x".repeat(5_000), "a b ".repeat(1_000)] {
        let event = an_event(&a_user("ana").build()).about(&text).build();
        let block = ics::event(&of(event));
        assert!(block.split("\r\n").all(|line| line.len() <= 75));
        assert!(!block.replace("\r\n", "").contains(['\r', '\n']));
        let unfolded = value(&lines(&block), "DESCRIPTION").unwrap().replace("\\,", ",");
        assert_eq!(unfolded, text.trim());
    }
}

#[test]
fn an_empty_calendar_is_one() {
    assert_eq!(lines(&ics::render(&[])).len(), 6);
}
