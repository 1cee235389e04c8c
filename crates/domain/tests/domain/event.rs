//! What organisers decide about an event: its schedule, its status, its tags, and what it is found
//! and sorted by.

use fasttrack_domain::{
    event::{
        Event, EventCounters, EventDetails, EventFilter, EventId, EventSort, EventStatus, EventView,
        Schedule, Tag, Tags, Visibility,
    },
    page::{Position, SortKey},
    text::FoldedKey,
    time::{TimeZone, Timestamp},
    user::UserId,
    version::Version,
};
use uuid::Uuid;

use crate::coded;

fn at(rfc3339: &str) -> Timestamp {
    Timestamp::parse(rfc3339).unwrap()
}

#[test]
fn a_schedule_ends_after_it_starts_or_says_nothing() {
    let start = at("2030-06-01T18:00:00Z");
    let zone: TimeZone = "Europe/Lisbon".parse().unwrap();
    for (end, expected) in [
        (None, Ok(())),
        (Some("2030-06-01T18:00:00.000001Z"), Ok(())),
        (Some("2030-06-01T18:00:00Z"), Err("ends_before_start")),
        // Later on the wall, earlier on Earth.
        (Some("2030-06-01T19:00:00+02:00"), Err("ends_before_start")),
        (Some("2030-06-01T17:59:59.999999Z"), Err("ends_before_start")),
    ] {
        let end = end.map(at);
        let schedule = coded(Schedule::new(start, end, zone));
        assert_eq!(schedule.map(|_| ()), expected, "{end:?}");
        if let Ok(schedule) = schedule {
            assert_eq!((schedule.starts_at(), schedule.ends_at(), schedule.time_zone()), (start, end, zone));
        }
    }
}

#[test]
fn what_was_announced_cannot_become_a_draft_again() {
    use EventStatus::{Cancelled, Draft, Published};
    for (from, to, may) in [
        (Draft, Draft, true),
        (Draft, Published, true),
        (Draft, Cancelled, true),
        (Published, Draft, false),
        (Published, Published, true),
        (Published, Cancelled, true),
        (Cancelled, Draft, false),
        (Cancelled, Published, true),
        (Cancelled, Cancelled, true),
    ] {
        assert_eq!(from.may_become(to), may, "{from:?} to {to:?}");
    }
    assert_eq!(EventStatus::default(), Draft);
}

#[test]
fn words_stand_for_status_and_sort() {
    assert_eq!(EventStatus::ALL.map(EventStatus::as_str), ["draft", "published", "cancelled"]);
    for status in EventStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
    }
    assert_eq!(coded("canceled".parse::<EventStatus>()), Err("invalid_status"));
    assert_eq!(coded("Draft".parse::<EventStatus>()), Err("invalid_status"));

    assert_eq!(EventSort::ALL.map(EventSort::as_str), ["starts_at", "-starts_at", "-created_at", "title"]);
    for sort in EventSort::ALL {
        assert_eq!(sort.as_str().parse(), Ok(sort));
    }
    assert_eq!(coded("created_at".parse::<EventSort>()), Err("invalid_sort"));
    assert_eq!(EventSort::default(), EventSort::StartsAt);
}

fn tags(raw: &[&str]) -> Result<Tags, &'static str> {
    coded(Tags::new(raw.iter().map(|tag| tag.parse::<Tag>().unwrap())))
}

fn spelt(tags: &Tags) -> Vec<&str> {
    tags.iter().map(Tag::as_str).collect()
}

#[test]
fn a_tag_that_is_there_twice_keeps_its_first_spelling() {
    let kept = tags(&["Música", "rock", "musica", "MÚSICA", "Rock", "jazz"]).unwrap();
    assert_eq!(spelt(&kept), ["Música", "rock", "jazz"]);
    assert!(spelt(&tags(&[]).unwrap()).is_empty());
}

#[test]
fn ten_tags_are_counted_without_those_there_twice() {
    let ten = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    assert_eq!(spelt(&tags(&ten).unwrap()), ten);

    let mut twice = ten.repeat(2);
    assert_eq!(spelt(&tags(&twice).unwrap()), ten);
    twice.push("k");
    assert_eq!(tags(&twice), Err("too_many"));
}

fn an_event() -> EventView {
    EventView {
        event: Event {
            id: EventId::new(Uuid::from_u128(7)),
            details: EventDetails {
                title: "São João, a noite".parse().unwrap(),
                description: "Sardinhas\ne manjericos".parse().unwrap(),
                status: EventStatus::Published,
                schedule: Schedule::new(at("2030-06-23T20:00:00Z"), None, TimeZone::UTC).unwrap(),
                city: "Porto".parse().unwrap(),
                tags: tags(&["Festa popular", "verão"]).unwrap(),
                venue_id: None,
                capacity: None,
            },
            created_by: UserId::new(Uuid::from_u128(1)),
            version: Version::FIRST,
            created_at: at("2030-01-01T08:00:00Z"),
            updated_at: at("2030-01-02T08:00:00Z"),
        },
        counters: EventCounters::default(),
        venue: None,
        forecast: None,
    }
}

#[test]
fn an_event_is_found_by_title_description_city_and_tags() {
    assert_eq!(
        an_event().event.details.search_text().as_str(),
        "sao joao a noite sardinhas e manjericos porto festa popular verao"
    );
}

#[test]
fn an_event_stands_in_a_list_where_its_sort_says() {
    let view = an_event();
    for (sort, key) in [
        (EventSort::StartsAt, SortKey::Time(at("2030-06-23T20:00:00Z"))),
        (EventSort::StartsAtDescending, SortKey::Time(at("2030-06-23T20:00:00Z"))),
        (EventSort::CreatedAtDescending, SortKey::Time(at("2030-01-01T08:00:00Z"))),
        (EventSort::Title, SortKey::Text(FoldedKey::of("sao joao, a noite"))),
    ] {
        assert_eq!(view.position(sort), Position { key, id: Uuid::from_u128(7) }, "{sort:?}");
    }
}

/// A filter that somebody forgot to narrow shows too little, never too much.
#[test]
fn a_filter_shows_no_drafts_unless_told_to() {
    assert_eq!(EventFilter::default().visible, Visibility::NoDrafts);
}
