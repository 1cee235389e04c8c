use fasttrack_domain::{event::EventStatus, registration::AttendeeName, venue::VenueKind};
use fasttrack_test_support::instant;
use serde_json::{Value, json};

use super::*;
use crate::imports::{MAX_PARTICIPANTS, RowVenue};

/// As FastTrackAPI wrote it.
const CSV: &str = r#"title,description,event_date,city,participants,local_info
Evento 1,Descrição detalhada do Evento 1.,2025-07-02T10:00:00Z,Olinda,Alice;Bob;Carol,"{""location_name"": ""local_1"", ""capacity"": 238, ""venue_type"": ""Salao"", ""is_accessible"": true, ""address"": ""Rua Exemplo 1, Cidade"", ""past_events"": [], ""manually_edited"": false}"
"#;

fn local_info() -> Value {
    json!({"location_name": "local_1", "capacity": 238, "venue_type": "Salao", "is_accessible": true,
           "address": "Rua Exemplo 1, Cidade", "past_events": [], "manually_edited": false})
}

#[test]
fn the_csv_and_the_download_say_the_same() {
    let csv = read(CSV).only();
    assert_eq!(csv.details.status, EventStatus::Published);
    assert_eq!(csv.details.schedule.starts_at(), instant("2025-07-02T10:00:00Z"));
    assert_eq!(csv.details.schedule.ends_at(), None);
    assert_eq!(csv.details.schedule.time_zone().name(), "UTC");
    assert_eq!(csv.details.capacity, None);
    let names: Vec<_> = csv.participants.iter().map(AttendeeName::as_str).collect();
    assert_eq!(names, ["Alice", "Bob", "Carol"]);
    let RowVenue::Described(venue) = &csv.venue else { panic!("no venue") };
    assert_eq!((venue.name.as_str(), venue.city.as_str()), ("local_1", "Olinda"));
    assert_eq!((venue.capacity.get(), venue.kind, venue.accessible), (238, VenueKind::Hall, true));
    assert_eq!(venue.address.as_ref().unwrap().as_str(), "Rua Exemplo 1, Cidade");

    let download = json!([{
        "title": "Evento 1", "description": "Descrição detalhada do Evento 1.",
        "event_date": "2025-07-02T10:00:00", "city": "Olinda", "participants": ["Alice", "Bob", "Carol"],
        "local_info": local_info(), "id": 1, "forecast_info": null, "views": 0,
    }]);
    assert_eq!(ImportRow { line: 2, ..read(download.to_string()).only() }, csv);
}

#[test]
fn dates_without_an_offset_are_utc() {
    for date in [
        "2025-07-02T10:00:00Z",
        "2025-07-02T07:00:00-03:00",
        "2025-07-02T10:00:00",
        "2025-07-02T10:00:00.000",
        "2025-07-02 10:00:00",
        "2025-07-02T10:00",
        "2025-07-02 10:00",
    ] {
        let row = legacy_with(&json!({"event_date": date})).only();
        assert_eq!(row.details.schedule.starts_at(), instant("2025-07-02T10:00:00Z"), "{date}");
    }
}

#[test]
fn a_row_may_say_nothing_of_its_venue() {
    for info in [json!(null), json!(""), json!({}), json!("{}"), json!("null"), json!({"past_events": []})] {
        let row = legacy_with(&json!({"local_info": info})).only();
        assert_eq!(row.venue, RowVenue::None, "{info}");
    }
    assert_eq!(legacy_with(&json!({"participants": [" ", ""]})).only().participants, []);
    assert_eq!(legacy_with(&json!({"participants": ";Alice; ;"})).only().participants.len(), 1);
}

#[test]
fn sorts_of_venue_are_translated() {
    for (word, kind) in [
        (json!("Salao"), VenueKind::Hall),
        (json!("salão"), VenueKind::Hall),
        (json!("Auditorio"), VenueKind::Auditorium),
        (json!("AUDITÓRIO"), VenueKind::Auditorium),
        (json!(null), VenueKind::Other),
    ] {
        let mut info = local_info();
        info["venue_type"] = word.clone();
        info["address"] = json!(null);
        info.as_object_mut().unwrap().remove("is_accessible");
        let RowVenue::Described(venue) = legacy_with(&json!({"local_info": info})).only().venue else {
            panic!("no venue")
        };
        assert_eq!((venue.kind, venue.address, venue.accessible), (kind, None, false), "{word}");
    }
}

/// However they are written.
#[test]
fn a_row_may_not_have_participants_without_end() {
    let names = |count: usize| (0..count).map(|number| format!("Alice {number}")).collect::<Vec<_>>();
    let written = |names: &[String]| {
        // Those that are blank do not count.
        [json!(names), json!(json!(names).to_string()), json!(format!(" ;{}; ;", names.join(";")))]
    };
    for participants in written(&names(MAX_PARTICIPANTS)) {
        let row = legacy_with(&json!({"participants": participants})).only();
        assert_eq!(row.participants.len(), MAX_PARTICIPANTS);
    }
    for participants in written(&names(MAX_PARTICIPANTS + 1)) {
        let reading = legacy_with(&json!({"participants": participants}));
        assert_eq!(reading.problems(), [(1, Some("participants"), "too_many")]);
        assert_eq!(reading.rejected[0].detail, "must hold at most 1000 items");
    }
}

#[test]
fn each_bad_value_is_named() {
    for (column, value, code) in [
        ("event_date", json!(""), "required"),
        ("event_date", json!("02/07/2025"), "invalid_timestamp"),
        ("participants", json!("Alice;\u{7}"), "control_character"),
        ("participants", json!(["x".repeat(101)]), "too_long"),
        ("participants", json!(["Alice", 7]), "wrong_type"),
        ("local_info", json!("{'location_name': 'x'}"), "invalid_json"),
        ("local_info", json!("7"), "wrong_type"),
        ("local_info", json!([]), "wrong_type"),
        ("local_info", json!({"sala": 1}), "unknown_field"),
    ] {
        let reading = legacy_with(&json!({ column: value }));
        assert_eq!(reading.problems(), [(1, Some(column), code)], "{column}: {value}");
    }
}

#[test]
fn each_bad_member_of_local_info_is_named() {
    for (member, value, code) in [
        ("location_name", json!(null), "required"),
        ("location_name", json!("x".repeat(101)), "too_long"),
        ("capacity", json!(null), "required"),
        ("capacity", json!(0), "out_of_range"),
        ("capacity", json!(1_000_001), "out_of_range"),
        ("capacity", json!("muitos"), "wrong_type"),
        ("venue_type", json!("Quintal"), "invalid_venue_type"),
        ("venue_type", json!(1), "wrong_type"),
        ("is_accessible", json!("sim"), "wrong_type"),
        ("address", json!("x".repeat(201)), "too_long"),
    ] {
        let mut info = local_info();
        info[member] = value.clone();
        let reading = legacy_with(&json!({"local_info": info}));
        let column = format!("local_info.{member}");
        assert_eq!(reading.problems(), [(1, Some(column.as_str()), code)], "{member}: {value}");
    }
}
