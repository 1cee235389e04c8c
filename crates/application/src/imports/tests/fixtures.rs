//! The files that the whole binary is tested with, against what their generator says is in them.

use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    path::PathBuf,
};

use fasttrack_domain::{event::RowFingerprint, id::Id, text::FoldedKey, user::User};
use fasttrack_test_support::SequentialIds;
use serde::Deserialize;

use super::*;
use crate::imports::{RowVenue, fingerprint};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    good: usize,
    duplicates: usize,
    rejected: Vec<Problem>,
    rejected_on_write: Vec<Problem>,
    #[serde(rename = "venues")]
    _venues: serde_json::Value,
    new_venues: usize,
}

#[derive(Deserialize)]
struct Problem {
    line: u64,
    column: Option<String>,
    code: String,
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../server/tests/fixtures/imports").join(name)
}

fn read_fixture(name: &str) -> Reading {
    let extension = name.rsplit('.').next().unwrap();
    read_as(File::open(path(name)).unwrap(), FormatHint::from_extension(extension))
}

fn fingerprints(reading: &Reading) -> HashSet<RowFingerprint> {
    let owner = Id::<User>::new(SequentialIds::nth(1));
    reading.rows.iter().map(|row| fingerprint::of(owner, row)).collect()
}

#[test]
fn every_fixture_is_read_as_it_was_made() {
    let expected: BTreeMap<String, Expected> =
        serde_json::from_reader(File::open(path("expected.json")).unwrap()).unwrap();
    assert_eq!(expected.len(), 6);
    for (name, expected) in expected {
        let reading = read_fixture(&name);
        let problems: Vec<_> =
            expected.rejected.iter().map(|p| (p.line, p.column.as_deref(), p.code.as_str())).collect();
        assert_eq!(reading.problems(), problems, "{name}");
        let on_write = expected.rejected_on_write.len();
        assert_eq!(reading.rows.len(), expected.good + expected.duplicates + on_write, "{name}");
        assert_eq!(fingerprints(&reading).len(), expected.good + on_write, "{name}");
        assert_eq!(new_venues(&reading.rows), expected.new_venues, "{name}");
        for problem in expected.rejected_on_write {
            assert!(reading.rows.iter().any(|row| row.line == problem.line), "{name}: {}", problem.code);
        }
    }
}

#[test]
fn the_forms_of_one_file_hold_the_same_events() {
    let csv = fingerprints(&read_fixture("legacy_events.csv"));
    assert_eq!(fingerprints(&read_fixture("legacy_events_latin1.csv")), csv);
    assert_eq!(fingerprints(&read_fixture("legacy_events.json")), csv);
    assert!(fingerprints(&read_fixture("legacy_events_bom.csv")).is_subset(&csv));
    let own = fingerprints(&read_fixture("events.csv"));
    assert!(fingerprints(&read_fixture("events.ndjson")).is_subset(&own));
}

fn new_venues(rows: &[ImportRow]) -> usize {
    let described = rows.iter().filter_map(|row| match &row.venue {
        RowVenue::Described(venue) => {
            Some((FoldedKey::of(venue.name.as_str()), FoldedKey::of(venue.city.as_str())))
        }
        RowVenue::None | RowVenue::Existing(_) => None,
    });
    described.collect::<HashSet<_>>().len()
}
