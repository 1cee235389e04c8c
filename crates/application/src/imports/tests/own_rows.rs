use fasttrack_domain::{
    event::{EventStatus, Tag},
    venue::{Capacity, VenueKind},
};
use fasttrack_test_support::{a_venue, instant};
use serde_json::json;

use super::*;
use crate::imports::RowVenue;

#[test]
fn a_row_says_all_about_an_event() {
    let row = read(
        "title,description,starts_at,ends_at,time_zone,city,venue,capacity,tags,status\n\
         Sarau, Versos. ,2031-03-01T19:30,2031-03-01 22:00:30.5,America/Sao_Paulo,Olinda,Teatro,40,\
         música; Grátis;;MUSICA,published\n",
    )
    .only();
    let details = &row.details;
    assert_eq!(details.title.as_str(), "Sarau");
    assert_eq!(details.description.as_str(), "Versos.");
    assert_eq!(details.schedule.starts_at(), instant("2031-03-01T22:30:00Z"));
    assert_eq!(details.schedule.ends_at(), Some(instant("2031-03-02T01:00:30.5Z")));
    assert_eq!(details.schedule.time_zone().name(), "America/Sao_Paulo");
    assert_eq!(details.city.as_str(), "Olinda");
    assert_eq!(details.capacity.map(Capacity::get), Some(40));
    assert_eq!(details.tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["música", "Grátis"]);
    assert_eq!(details.status, EventStatus::Published);
    assert_eq!(details.venue_id, None);
    assert_eq!(row.venue, RowVenue::Existing("Teatro".parse().unwrap()));
}

#[test]
fn what_is_not_said_has_its_default() {
    let full = json!({"description": null, "ends_at": "", "time_zone": null, "venue": " ", "capacity": null,
                      "tags": [], "status": null});
    for changes in [json!({}), full] {
        let row = own_with(&changes).only();
        assert_eq!(row.details.description.as_str(), "");
        assert_eq!(row.details.schedule.ends_at(), None);
        assert_eq!(row.details.schedule.time_zone().name(), "UTC");
        assert_eq!(row.details.capacity, None);
        assert_eq!(row.details.tags.iter().count(), 0);
        assert_eq!(row.details.status, EventStatus::Draft);
        assert_eq!(row.venue, RowVenue::None);
    }
}

#[test]
fn json_and_csv_say_the_same() {
    let csv = read("title,starts_at,city,capacity,tags\nSarau,2031-03-01T19:00:00Z,Olinda,40,a;b\n");
    let numbers = own_with(&json!({"capacity": 40, "tags": ["a", "b"]}));
    let words = own_with(&json!({"capacity": "40", "tags": "a;b"}));
    let expected = csv.only().details;
    assert_eq!(numbers.only().details, expected);
    assert_eq!(words.only().details, expected);
}

#[test]
fn an_offset_beats_the_time_zone() {
    let row = own_with(&json!({"starts_at": "2031-03-01T19:00:00+02:00", "time_zone": "America/Sao_Paulo"}));
    assert_eq!(row.only().details.schedule.starts_at(), instant("2031-03-01T17:00:00Z"));
}

/// The clocks of São Paulo were put forward on 4 November 2018, and back on 18 February 2018.
#[test]
fn hours_that_are_skipped_or_come_twice_need_an_offset() {
    for (starts_at, code) in [
        ("2018-11-04T00:30", Err("nonexistent_local_time")),
        ("2018-02-17T23:30", Err("ambiguous_local_time")),
        ("2018-02-17T23:30:00-02:00", Ok("2018-02-18T01:30:00Z")),
        ("2018-02-17T23:30:00-03:00", Ok("2018-02-18T02:30:00Z")),
    ] {
        let reading = own_with(&json!({"starts_at": starts_at, "time_zone": "America/Sao_Paulo"}));
        match code {
            Ok(at) => assert_eq!(reading.only().details.schedule.starts_at(), instant(at)),
            Err(code) => assert_eq!(reading.problems(), [(1, Some("starts_at"), code)]),
        }
    }
}

#[test]
fn a_venue_is_named_or_described() {
    let venue = json!({"name": " Teatro ", "capacity": 40, "type": "theatre", "accessible": true,
                       "address": "Rua do Sol", "city": "Recife", "latitude": -8.0615, "longitude": -34.8785});
    let described = |venue: &serde_json::Value| own_with(&json!({ "venue": venue })).only().venue;
    let expected = a_venue("Teatro").seats(40).kind(VenueKind::Theatre).address("Rua do Sol").city("Recife");
    let expected = RowVenue::Described(expected.coordinates(-8.0615, -34.8785).build().details);
    assert_eq!(described(&venue), expected);
    // Text of JSON, or of CSV, may hold the same.
    assert_eq!(described(&json!(venue.to_string())), expected);
    let short = described(&json!({"name": "Teatro", "capacity": 40, "address": null}));
    let RowVenue::Described(short) = short else { panic!("{short:?}") };
    assert_eq!((short.city.as_str(), short.kind, short.accessible), ("Olinda", VenueKind::Other, false));
    assert_eq!((short.address, short.coordinates), (None, None));
}

#[test]
fn each_bad_value_of_a_venue_is_named() {
    for (member, value, column, code) in [
        ("name", json!(null), "venue.name", "required"),
        ("capacity", json!(null), "venue.capacity", "required"),
        ("capacity", json!(0), "venue.capacity", "out_of_range"),
        ("type", json!("arena"), "venue.type", "invalid_venue_type"),
        ("accessible", json!("yes"), "venue.accessible", "wrong_type"),
        ("address", json!("x".repeat(201)), "venue.address", "too_long"),
        ("city", json!(7), "venue.city", "wrong_type"),
        ("latitude", json!(1), "venue.longitude", "required"),
        ("longitude", json!("1"), "venue.longitude", "wrong_type"),
        ("id", json!("x"), "venue", "unknown_field"),
    ] {
        let mut venue = json!({"name": "Teatro", "capacity": 40});
        venue[member] = value;
        let reading = own_with(&json!({ "venue": venue }));
        assert_eq!(reading.problems(), [(1, Some(column), code)], "{member}");
    }
    assert_eq!(own_with(&json!({"venue": "{Teatro"})).problems(), [(1, Some("venue"), "invalid_json")]);
}

#[test]
fn apostrophes_that_guard_formulas_are_taken_off_csv_alone() {
    for (written, title) in [("'=1+1", "=1+1"), ("''-1", "'-1"), ("' -1", "' -1"), ("'a", "'a"), ("-1", "-1")]
    {
        let csv = read(format!("title,starts_at,city\n{written},2031-03-01T19:00:00Z,Olinda\n"));
        assert_eq!(csv.only().details.title.as_str(), title);
        let json = own_with(&json!({ "title": written }));
        assert_eq!(json.only().details.title.as_str(), written);
        let legacy = read(format!("title,event_date,city\n{written},2031-03-01T19:00:00,Olinda\n"));
        assert_eq!(legacy.only().details.title.as_str(), written);
    }
}

#[test]
fn tags_may_hold_semicolons_as_an_array() {
    for (tags, expected) in
        [(r#"["a;b", "c"]"#, vec!["a;b", "c"]), ("[a];b", vec!["[a]", "b"]), ("[1]", vec!["[1]"])]
    {
        let row = own_with(&json!({ "tags": tags })).only();
        assert_eq!(row.details.tags.iter().map(Tag::as_str).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_bad_time_is_told_both_ways_to_write_one() {
    let reading = own_with(&json!({"starts_at": "amanhã"}));
    let detail = &reading.rejected[0].detail;
    assert!(detail.contains("T19:30:00-03:00") && detail.contains("2026-03-14 19:30 by"), "{detail}");
}

#[test]
fn each_bad_value_is_named() {
    for (column, value, code) in [
        ("title", json!(""), "required"),
        ("title", json!("x".repeat(101)), "too_long"),
        ("title", json!("a\u{7}"), "control_character"),
        ("title", json!("a\u{0}"), "control_character"),
        ("title", json!(7), "wrong_type"),
        ("title", json!(["Sarau"]), "wrong_type"),
        ("description", json!("x".repeat(10_001)), "too_long"),
        ("starts_at", json!(null), "required"),
        ("starts_at", json!("2031-02-30T10:00:00Z"), "invalid_timestamp"),
        ("starts_at", json!("2031-03-01"), "invalid_timestamp"),
        ("starts_at", json!("1969-12-31T23:59:59"), "out_of_range"),
        ("starts_at", json!("+262142-12-31T23:59:59"), "out_of_range"),
        ("starts_at", json!(1_900_000_000), "wrong_type"),
        ("ends_at", json!("2031-03-01T19:00:00Z"), "ends_before_start"),
        ("ends_at", json!("depois"), "invalid_timestamp"),
        ("time_zone", json!("Brasil"), "unknown_time_zone"),
        ("city", json!(" "), "required"),
        ("venue", json!("x".repeat(101)), "too_long"),
        ("capacity", json!(0), "out_of_range"),
        ("capacity", json!(-1), "out_of_range"),
        ("capacity", json!("99999999999999999999"), "out_of_range"),
        ("capacity", json!(u64::MAX), "out_of_range"),
        ("capacity", json!(1.5), "wrong_type"),
        ("capacity", json!("doze"), "wrong_type"),
        ("capacity", json!(true), "wrong_type"),
        ("tags", json!(["x".repeat(31)]), "too_long"),
        ("tags", json!("a;b;c;d;e;f;g;h;i;j;k"), "too_many"),
        ("tags", json!([1]), "wrong_type"),
        ("tags", json!({}), "wrong_type"),
        ("status", json!("Published"), "invalid_status"),
    ] {
        let reading = own_with(&json!({ column: value }));
        assert_eq!(reading.problems(), [(1, Some(column), code)], "{column}: {value}");
    }
}
