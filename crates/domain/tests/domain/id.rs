//! Identifiers: one spelling, whatever UUID libraries understand besides.

use std::collections::{BTreeSet, HashSet};

use fasttrack_domain::{event::EventId, user::UserId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::coded;

const RAW: &str = "0190c7a3-9b1e-7c41-8f7e-0123456789ab";

#[test]
fn the_hyphenated_form_is_an_identifier_in_either_case() {
    for raw in [RAW.to_owned(), RAW.to_uppercase()] {
        assert_eq!(UserId::parse(&raw).unwrap().to_string(), RAW);
    }
    // Whatever the version: an identifier that is well formed but unknown is "not found".
    assert!(UserId::parse("00000000-0000-0000-0000-000000000000").is_ok());
}

#[test]
fn nothing_else_is_an_identifier() {
    for raw in [
        "",
        "1",
        "0190c7a39b1e7c418f7e0123456789ab",
        "{0190c7a3-9b1e-7c41-8f7e-0123456789ab}",
        "urn:uuid:0190c7a3-9b1e-7c41-8f7e-0123456789ab",
        " 0190c7a3-9b1e-7c41-8f7e-0123456789ab",
        "0190c7a3-9b1e-7c41-8f7e-0123456789ab\n",
        "0190c7a3-9b1e-7c41-8f7e-0123456789a",
        "0190c7a3-9b1e-7c41-8f7e-0123456789abc",
        "0190c7a3-9b1e-7c41-8f7e-0123456789ag",
        "0190c7a39-b1e-7c41-8f7e-0123456789ab",
        "0190c7a3_9b1e_7c41_8f7e_0123456789ab",
        // 36 bytes, but not of hexadecimal digits
        "0190c7a3-9b1e-7c41-8f7e-0123456789é",
        "../../../../../../../../../etc/passwd",
    ] {
        assert_eq!(coded(UserId::parse(raw)), Err("invalid_uuid"), "{raw:?}");
    }
}

#[test]
fn identifiers_are_ordered_and_hashed_as_their_uuids() {
    let ids = [3, 1, 2, 1].map(|n| EventId::new(Uuid::from_u128(n)));
    let ordered: BTreeSet<_> = ids.into_iter().collect();
    assert_eq!(ordered.into_iter().map(|id| id.uuid().as_u128()).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), 3);
}

proptest! {
    #[test]
    fn an_identifier_comes_back_as_it_was_written(n in any::<u128>()) {
        let id = UserId::new(Uuid::from_u128(n));
        prop_assert_eq!(UserId::parse(&id.to_string()), Ok(id));
        prop_assert_eq!(format!("{id:?}"), id.to_string());
    }
}
