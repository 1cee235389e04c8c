use std::collections::HashSet;

use fasttrack_domain::{
    event::RowFingerprint,
    id::Id,
    user::{User, UserId},
};
use fasttrack_test_support::SequentialIds;
use serde_json::json;

use super::*;
use crate::imports::fingerprint;

fn owner(n: u64) -> UserId {
    Id::<User>::new(SequentialIds::nth(n))
}

fn of(reading: Reading) -> RowFingerprint {
    fingerprint::of(owner(1), &reading.only())
}

#[test]
fn the_way_a_row_is_written_does_not_matter() {
    let expected = of(own_with(&json!({"description": "São\nJoão", "capacity": 40, "tags": ["a", "b"]})));
    let rows = "\n\n\"São\nJoão\";40; a ;2031-03-01T16:00:00-03:00;Olinda; Sarau \n";
    let semicolons =
        format!("description;capacity;tags;starts_at;city;title{rows}").replace(" a ", "\"a;b\"");
    let latin1 = encoding_rs::WINDOWS_1252.encode(&semicolons).0.into_owned();
    assert_eq!(of(read(&semicolons)), expected);
    assert_eq!(of(read(semicolons.replace('\n', "\r\n"))), expected);
    assert_eq!(of(read(latin1)), expected);
    assert_eq!(
        of(read(format!(
            "[{}]",
            json!({
                "tags": "a; b", "capacity": "40", "city": "Olinda ", "starts_at": "2031-03-01 19:00",
                "time_zone": "UTC", "description": "São\r\nJoão", "title": "Sarau", "status": "draft",
            })
        ))),
        expected
    );
}

#[test]
fn every_value_matters() {
    let info = |name: &str, value: serde_json::Value| {
        let mut info = json!({"location_name": "x", "capacity": 1, "is_accessible": true});
        info[name] = value;
        legacy_with(&json!({"local_info": info}))
    };
    let described = |name: &str, value: serde_json::Value| {
        let mut venue = json!({"name": "x", "capacity": 1, "city": "Olinda"});
        venue[name] = value;
        own_with(&json!({"venue": venue}))
    };
    let readings = [
        own_with(&json!({})),
        own_with(&json!({"title": "Sarau 2"})),
        own_with(&json!({"description": "x"})),
        own_with(&json!({"starts_at": "2031-03-01T19:00:01Z"})),
        own_with(&json!({"ends_at": "2031-03-01T20:00:00Z"})),
        own_with(&json!({"time_zone": "America/Recife"})),
        own_with(&json!({"city": "Recife"})),
        own_with(&json!({"venue": "x"})),
        own_with(&json!({"capacity": 1})),
        own_with(&json!({"tags": "ab"})),
        own_with(&json!({"tags": "a;b"})),
        own_with(&json!({"status": "published"})),
        legacy_with(&json!({})),
        legacy_with(&json!({"participants": "ab"})),
        legacy_with(&json!({"participants": "a;b"})),
        described("name", json!("x")),
        described("name", json!("y")),
        described("city", json!("Recife")),
        described("type", json!("hall")),
        described("capacity", json!(2)),
        described("accessible", json!(true)),
        described("address", json!("x")),
        own_with(&json!({"venue": {"name": "x", "capacity": 1, "latitude": 1, "longitude": 2.0}})),
        own_with(&json!({"venue": {"name": "x", "capacity": 1, "latitude": 2, "longitude": 1.0}})),
        info("location_name", json!("x")),
        info("location_name", json!("y")),
        info("capacity", json!(2)),
        info("venue_type", json!("Salao")),
        info("is_accessible", json!(false)),
        info("address", json!("x")),
    ];
    let count = readings.len();
    let different: HashSet<_> = readings.into_iter().map(of).collect();
    assert_eq!(different.len(), count);
    let row = own_with(&json!({})).only();
    assert_ne!(fingerprint::of(owner(1), &row), fingerprint::of(owner(2), &row));
}

/// Databases keep these: a change makes every file new. If it is meant, give it a new version.
#[test]
fn fingerprints_are_for_ever() {
    let own =
        own_with(&json!({"ends_at": "2031-03-01T20:00:00Z", "venue": "x", "capacity": 1, "tags": "a;b"}));
    let info = json!({"location_name": "x", "capacity": 1, "address": "y"});
    let legacy = legacy_with(&json!({"local_info": info, "participants": "a;b"}));
    assert_eq!(hex(of(own)), "fbadc73a46f7748275b1afb9187130c80cc98018a6a109cd849f314b151f788f");
    assert_eq!(hex(of(legacy)), "d4a76e97fa6a700c8c1818650e369f8ee6ee291228e3ba21b5dbc37adbc1a427");
}

fn hex(fingerprint: RowFingerprint) -> String {
    fingerprint.0.iter().map(|byte| format!("{byte:02x}")).collect()
}
