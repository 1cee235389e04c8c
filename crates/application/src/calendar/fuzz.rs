//! Texts that would be something else to a reader of calendars. The corpus is `corpus/calendar`.

use fasttrack_domain::{
    event::{EventCounters, EventView},
    venue::VenueSummary,
};
use fasttrack_test_support::{a_user, a_venue, an_event, fuzz::Corpus};

use super::ics;

/// What a calendar is made of.
const WORDS: [&[u8]; 16] = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n ",
    b"BEGIN:VEVENT",
    b"END:VEVENT",
    b"\nBEGIN:VALARM",
    b"\\",
    b"\\n",
    b",",
    b";",
    b":",
    "🎉".as_bytes(),
    "\u{85}".as_bytes(),
    "\u{2028}".as_bytes(),
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".as_bytes(),
];

/// An event that says this wherever people may write.
fn saying(text: &str) -> EventView {
    // What no title could be, none is made of: the rules of text are the domain's.
    let short: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    let short = if short.trim().is_empty() { "x" } else { short.trim() };
    let long: String =
        text.chars().filter(|c| !c.is_control() || "\n\r\t".contains(*c)).take(9_000).collect();
    let venue = a_venue(short).city(short).build();
    let event = an_event(&a_user("ana").build())
        .titled(short)
        .about(&long)
        .city(short)
        .tags(&["a", short])
        .at(&venue);
    let summary = VenueSummary {
        id: venue.id,
        name: venue.details.name,
        city: venue.details.city,
        capacity: venue.details.capacity,
    };
    EventView {
        event: event.build(),
        counters: EventCounters::default(),
        venue: Some(summary),
        forecast: None,
    }
}

/// Content lines as RFC 5545 §3.1 has them: each ends with CR LF, and goes on after one that a blank
/// follows.
fn unfolded(calendar: &str) -> Vec<String> {
    let lines = calendar.strip_suffix("\r\n").unwrap().split("\r\n");
    let mut content: Vec<String> = Vec::new();
    for line in lines {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
        match (line.strip_prefix([' ', '\t']), content.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => content.push(line.to_owned()),
        }
    }
    content
}

/// Values of a list of TEXT (RFC 5545 §3.3.11), as their reader has them.
fn unescaped(value: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let read = match c {
            ',' => {
                texts.push(String::new());
                continue;
            }
            '\\' => match chars.next() {
                Some('n' | 'N') => '\n',
                Some(c @ ('\\' | ',' | ';')) => c,
                other => panic!("{other:?} is escaped in {value}"),
            },
            ';' => panic!("a bare semicolon in {value}"),
            c => c,
        };
        texts.last_mut().unwrap().push(read);
    }
    texts
}

fn values(lines: &[String], name: &str) -> Vec<String> {
    let mut values = lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let value = values.next().map(unescaped).unwrap_or_default();
    assert_eq!(values.next(), None, "a second {name}");
    value
}

#[test]
fn whatever_people_write_stays_the_text_of_one_event() {
    let plain = names(&unfolded(&ics::render(&[saying("x")])));
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "calendar").attack_text(250, &WORDS, |text| {
        let view = saying(text);
        let details = &view.event.details;
        let lines = unfolded(&ics::render(std::slice::from_ref(&view)));
        let description = details.description.as_str().replace("\r\n", "\n").replace('\r', "\n");
        if description.is_empty() {
            assert_eq!(values(&lines, "DESCRIPTION"), Vec::<String>::new());
        } else {
            assert_eq!(names(&lines), plain);
            assert_eq!(values(&lines, "DESCRIPTION"), [description]);
        }
        assert_eq!(values(&lines, "SUMMARY"), [details.title.as_str()]);
        let venue = view.venue.as_ref().unwrap();
        assert_eq!(values(&lines, "LOCATION"), [format!("{}, {}", venue.name, venue.city)]);
        let tags: Vec<_> = details.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        assert_eq!(values(&lines, "CATEGORIES"), tags);
    });
}

/// What the lines are, in their order: no text adds, hides or moves one.
fn names(lines: &[String]) -> Vec<String> {
    let part = |line: &String| match line.split_once(':') {
        Some((name @ ("BEGIN" | "END"), what)) => format!("{name}:{what}"),
        Some((name, _)) => name.to_owned(),
        None => panic!("no property: {line}"),
    };
    lines.iter().map(part).collect()
}
