//! Instants: their range, their precision, and that they come back as they went in.

use chrono::{DateTime, TimeDelta, Utc};
use fasttrack_domain::time::{TimeZone, Timestamp};
use proptest::prelude::*;

use crate::{Parsed, coded};

const LAST: &str = "9999-12-31T23:59:59.999999Z";

fn read(raw: &str) -> Parsed<String> {
    coded(Timestamp::parse(raw)).map(|at| at.to_string())
}

fn at(raw: &str) -> Timestamp {
    Timestamp::parse(raw).unwrap()
}

#[test]
fn an_instant_is_shown_in_utc_with_as_many_digits_as_needed() {
    for (raw, expected) in [
        ("2030-06-01T18:00:00Z", "2030-06-01T18:00:00Z"),
        ("2030-06-01t18:00:00z", "2030-06-01T18:00:00Z"),
        ("2030-06-01T18:00:00.000Z", "2030-06-01T18:00:00Z"),
        ("2030-06-01T18:00:00.5Z", "2030-06-01T18:00:00.500Z"),
        ("2030-06-01T18:00:00.000001Z", "2030-06-01T18:00:00.000001Z"),
        ("2030-06-01T18:00:00+02:00", "2030-06-01T16:00:00Z"),
        ("2030-06-01T18:00:00-03:00", "2030-06-01T21:00:00Z"),
        ("2030-06-01T18:00:00-00:00", "2030-06-01T18:00:00Z"),
        ("2030-12-31T23:30:00-01:00", "2031-01-01T00:30:00Z"),
        ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"),
    ] {
        assert_eq!(read(raw).as_deref(), Ok(expected), "{raw}");
    }
}

/// Rounding would let an instant lie in the future of the clock that made it.
#[test]
fn an_instant_is_cut_to_microseconds_never_rounded() {
    for (raw, expected) in [
        ("2030-06-01T18:00:00.0000009Z", "2030-06-01T18:00:00Z"),
        ("2030-06-01T18:00:00.123456999Z", "2030-06-01T18:00:00.123456Z"),
        ("2030-06-01T18:00:59.9999999Z", "2030-06-01T18:00:59.999999Z"),
        ("1970-01-01T00:00:00.0000009Z", "1970-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999999Z", LAST),
    ] {
        assert_eq!(read(raw).as_deref(), Ok(expected), "{raw}");
    }
}

#[test]
fn instants_lie_between_1970_and_9999_in_utc() {
    for (raw, expected) in [
        ("1970-01-01T00:00:00Z", Ok("1970-01-01T00:00:00Z")),
        ("1969-12-31T23:30:00-01:00", Ok("1970-01-01T00:30:00Z")),
        ("1970-01-01T00:30:00+01:00", Err("out_of_range")),
        ("1969-12-31T23:59:59.9999999Z", Err("out_of_range")),
        ("0001-01-01T00:00:00Z", Err("out_of_range")),
        (LAST, Ok(LAST)),
        ("9999-12-31T23:30:00+01:00", Ok("9999-12-31T22:30:00Z")),
        ("9999-12-31T23:30:00-01:00", Err("out_of_range")),
    ] {
        assert_eq!(read(raw), expected.map(str::to_owned), "{raw}");
    }
    for out in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(coded(Timestamp::new(out)), Err("out_of_range"));
    }
    assert_eq!(Timestamp::LAST, at(LAST));
    for micros in [i64::MIN, -1, Timestamp::LAST.micros() + 1, i64::MAX] {
        assert_eq!(coded(Timestamp::from_micros(micros)), Err("out_of_range"), "{micros}");
    }
}

/// No store keeps a 61st second: it is the first of the next minute.
#[test]
fn a_leap_second_is_the_next_second() {
    for (raw, expected) in [
        ("2016-12-31T23:59:60Z", Ok("2017-01-01T00:00:00Z")),
        ("2016-12-31T23:59:60.25Z", Ok("2017-01-01T00:00:00.250Z")),
        ("9999-12-31T23:59:60Z", Err("out_of_range")),
    ] {
        assert_eq!(read(raw), expected.map(str::to_owned), "{raw}");
    }
}

#[test]
fn what_is_not_rfc_3339_is_no_instant() {
    for raw in [
        "",
        "now",
        "0",
        "1893456000",
        "2030-06-01",
        "2030-06-01T18:00:00",
        "2030-06-01T18:00Z",
        "2030-06-01T18:00:00+0200",
        "2030-06-01T18:00:00 Europe/Lisbon",
        " 2030-06-01T18:00:00Z",
        "2030-13-01T18:00:00Z",
        "2030-02-29T18:00:00Z",
        "2030-06-01T24:00:00Z",
        "2030-06-01T18:60:00Z",
        "2030-06-01T18:00:61Z",
        "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2030-06-01T18:00:00.Z",
        "２０３０-06-01T18:00:00Z",
    ] {
        assert_eq!(read(raw), Err("invalid_timestamp"), "{raw:?}");
    }
}

#[test]
fn adding_stops_at_the_ends_of_the_range() {
    let noon = at("2030-06-01T12:00:00Z");
    for (span, expected) in [
        (TimeDelta::zero(), "2030-06-01T12:00:00Z"),
        (TimeDelta::hours(36), "2030-06-03T00:00:00Z"),
        (TimeDelta::microseconds(-1), "2030-06-01T11:59:59.999999Z"),
        (TimeDelta::nanoseconds(1), "2030-06-01T12:00:00Z"),
        (TimeDelta::days(365 * 8_000), LAST),
        (TimeDelta::MAX, LAST),
        (TimeDelta::days(-365 * 100), "1970-01-01T00:00:00Z"),
        (TimeDelta::MIN, "1970-01-01T00:00:00Z"),
    ] {
        assert_eq!(noon.saturating_add(span).to_string(), expected, "{span}");
    }
}

fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    (0..=Timestamp::LAST.micros()).prop_map(|micros| Timestamp::from_micros(micros).unwrap())
}

proptest! {
    #[test]
    fn an_instant_comes_back_as_it_was_shown(at in any_timestamp()) {
        prop_assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        prop_assert_eq!(Timestamp::from_micros(at.micros()), Ok(at));
        prop_assert_eq!(Timestamp::new(at.to_utc()), Ok(at));
    }

    #[test]
    fn instants_are_ordered_as_their_microseconds(a in any_timestamp(), b in any_timestamp()) {
        prop_assert_eq!(a.cmp(&b), a.micros().cmp(&b.micros()));
    }

    #[test]
    fn adding_never_turns_back(at in any_timestamp(), micros in 0i64..) {
        prop_assert!(at.saturating_add(TimeDelta::microseconds(micros)) >= at);
        prop_assert!(at.saturating_add(TimeDelta::microseconds(-micros)) <= at);
    }

    #[test]
    fn no_text_makes_parsing_panic(raw in "\\PC{0,40}|[0-9TZ:+. -]{10,35}") {
        if let Ok(at) = Timestamp::parse(&raw) {
            prop_assert!((Timestamp::EPOCH..=Timestamp::LAST).contains(&at));
        }
    }
}

#[test]
fn a_time_zone_is_one_of_the_iana_database() {
    for name in ["UTC", "America/Sao_Paulo", "Europe/Lisbon", "Asia/Kolkata", "Etc/GMT+3"] {
        assert_eq!(name.parse::<TimeZone>().unwrap().name(), name);
    }
    for raw in ["", "Mars/Olympus", "america/sao_paulo", "+02:00", "UTC+1", "Europe", "../etc/passwd"] {
        assert_eq!(coded(raw.parse::<TimeZone>()), Err("unknown_time_zone"), "{raw:?}");
    }
    assert_eq!(" Europe/Lisbon\n".parse::<TimeZone>().unwrap().name(), "Europe/Lisbon");
    assert_eq!(TimeZone::default(), TimeZone::UTC);
}
