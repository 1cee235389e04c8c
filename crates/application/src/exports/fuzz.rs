//! What is exported is read back as it was, whatever the texts hold.

use fasttrack_domain::{
    event::{EventDetails, EventStatus, Schedule, Tag, Tags},
    time::Timestamp,
    venue::{Capacity, Coordinates, VenueDetails, VenueKind},
};
use fasttrack_test_support::fuzz;
use proptest::{collection::vec, option, prelude::*};

use super::{
    ExportFormat,
    tests::{Item, READABLE, exports, file, imported, items_of},
};

/// Characters that mean something to one of the formats, or to a spreadsheet.
fn hostile(max: usize) -> impl Strategy<Value = String> {
    let words = [
        "=", "+", "-", "@", "'", "\"", ",", ";", "[", "]", "{", "}", "\\", ":", "#", "a", "é", "🎉", " ",
        "null",
    ];
    let word = prop_oneof![
        4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(word, 1..max).prop_map(|words| words.concat())
}

fn parsed<T: std::str::FromStr + std::fmt::Debug>(max: usize) -> impl Strategy<Value = T> {
    hostile(max).prop_filter_map("too long or empty", |text| text.parse().ok())
}

fn description() -> impl Strategy<Value = fasttrack_domain::event::Description> {
    let lines = ["\n", "\r\n", "\r", "\t", "=1", "'", "\"", ",", "x", " "];
    vec(prop::sample::select(lines.to_vec()), 0..12).prop_map(|lines| lines.concat().parse().unwrap())
}

fn venue() -> impl Strategy<Value = VenueDetails> {
    let coordinates = (-90.0..=90.0_f64, -180.0..=180.0_f64);
    let coordinates = coordinates.prop_map(|(north, east)| Coordinates::new(north, east).unwrap());
    let kind = prop::sample::select(VenueKind::ALL.to_vec());
    let parts = (parsed(8), parsed(8), kind, 1..=1_000_000_i64, any::<bool>(), option::of(parsed(8)));
    (parts, option::of(coordinates)).prop_map(
        |((name, city, kind, capacity, accessible, address), coordinates)| VenueDetails {
            name,
            kind,
            capacity: Capacity::new(capacity).unwrap(),
            accessible,
            address,
            city,
            coordinates,
        },
    )
}

fn item() -> impl Strategy<Value = Item> {
    let status = prop::sample::select(EventStatus::ALL.to_vec());
    let zone = prop::sample::select(vec!["UTC", "America/Sao_Paulo", "Asia/Kathmandu"]);
    let schedule =
        (1_500_000_000_000_000..2_500_000_000_000_000_i64, option::of(1..1_000_000_000_000_i64), zone)
            .prop_map(|(start, length, zone)| {
                let at = |micros| Timestamp::from_micros(micros).unwrap();
                Schedule::new(at(start), length.map(|n| at(start + n)), zone.parse().unwrap()).unwrap()
            });
    let tags = vec(parsed::<Tag>(4), 0..4).prop_map(|tags| Tags::new(tags).unwrap());
    let texts = (parsed(8), description(), parsed(8), tags);
    (texts, schedule, status, option::of(1..=1_000_000_i64), option::of(venue())).prop_map(
        |((title, description, city, tags), schedule, status, capacity, venue)| {
            let capacity = capacity.map(|n| Capacity::new(n).unwrap());
            (
                EventDetails { title, description, status, schedule, city, tags, venue_id: None, capacity },
                venue,
            )
        },
    )
}

#[test]
fn events_and_venues_come_back_exactly() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    fuzz::hold(200, &vec(item(), 0..7), |items| {
        for format in READABLE {
            let file = runtime.block_on(file(&exports(&items, 3), format));
            if items.is_empty() && format == ExportFormat::Ndjson {
                assert!(file.is_empty());
                continue;
            }
            assert_eq!(items_of(imported(&file)), items, "{}", String::from_utf8_lossy(&file));
        }
    });
}
