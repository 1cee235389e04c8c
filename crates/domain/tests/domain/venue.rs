//! Where events happen: how many fit in, and where on Earth.

use fasttrack_domain::venue::{Capacity, Coordinates, VenueKind};
use proptest::prelude::*;

use crate::coded;

#[test]
fn a_capacity_is_one_to_a_million() {
    for (raw, expected) in [
        (i64::MIN, Err("out_of_range")),
        (-1, Err("out_of_range")),
        (0, Err("out_of_range")),
        (1, Ok(1)),
        (1_000_000, Ok(1_000_000)),
        (1_000_001, Err("out_of_range")),
        // What a cast to 32 bits would take for 1.
        ((1 << 32) + 1, Err("out_of_range")),
        (i64::MAX, Err("out_of_range")),
    ] {
        assert_eq!(coded(Capacity::new(raw)).map(Capacity::get), expected, "{raw}");
    }
}

#[test]
fn coordinates_lie_on_earth() {
    for (latitude, longitude) in [
        (0.0, 0.0),
        (-0.0, -0.0),
        (90.0, 180.0),
        (-90.0, -180.0),
        (38.7223, -9.1393),
        (f64::MIN_POSITIVE, 5e-324),
    ] {
        let point = Coordinates::new(latitude, longitude).unwrap();
        assert_eq!((point.latitude(), point.longitude()), (latitude, longitude));
    }
    for bad in [90.000_000_1, 181.0, f64::INFINITY, f64::NAN, f64::MAX] {
        for latitude in [bad, -bad] {
            assert_eq!(coded(Coordinates::new(latitude, 0.0)), Err("out_of_range"), "{latitude}");
        }
    }
    for bad in [180.000_000_1, 360.0, f64::INFINITY, f64::NAN, f64::MAX] {
        for longitude in [bad, -bad] {
            assert_eq!(coded(Coordinates::new(0.0, longitude)), Err("out_of_range"), "{longitude}");
        }
    }
}

#[test]
fn words_stand_for_kinds() {
    let words = ["auditorium", "hall", "theatre", "classroom", "outdoor", "online", "other"];
    assert_eq!(VenueKind::ALL.map(VenueKind::as_str), words);
    for kind in VenueKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    for raw in ["", "Hall", "theater", "salao"] {
        assert_eq!(coded(raw.parse::<VenueKind>()), Err("invalid_venue_type"), "{raw:?}");
    }
}

proptest! {
    #[test]
    fn a_point_is_accepted_exactly_when_it_lies_on_earth(latitude in any::<f64>(), longitude in any::<f64>()) {
        let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        prop_assert_eq!(Coordinates::new(latitude, longitude).is_ok(), on_earth);
    }

    #[test]
    fn capacities_are_ordered_as_their_numbers(a in 1i64..=1_000_000, b in 1i64..=1_000_000) {
        let (left, right) = (Capacity::new(a).unwrap(), Capacity::new(b).unwrap());
        prop_assert_eq!(left.cmp(&right), a.cmp(&b));
    }
}
