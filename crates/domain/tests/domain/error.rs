//! What errors say: enough for a person, nothing twice, never the value itself.

use std::error::Error;

use fasttrack_domain::{
    Constraint, Invalid, StoreError,
    user::{Email, Username},
};

#[test]
fn an_invalid_value_shows_its_detail() {
    let error = Invalid::new("too_long", format!("must have at most {} characters", 3));
    assert_eq!(error.to_string(), "must have at most 3 characters");
}

#[test]
fn an_invalid_value_is_not_repeated_in_its_error() {
    let raw = "Joana Secret@example";
    for error in [raw.parse::<Email>().unwrap_err(), raw.parse::<Username>().unwrap_err()] {
        assert!(!format!("{error} {error:?}").contains("Secret"), "{error:?}");
    }
}

#[test]
fn a_store_error_leaves_its_cause_to_its_source() {
    for error in [StoreError::Contention, StoreError::Unavailable, StoreError::Backend] {
        let error = error("disk I/O error".into());
        assert!(!error.to_string().contains("disk"), "{error}");
        assert_eq!(error.source().unwrap().to_string(), "disk I/O error");
    }
    let conflict = StoreError::Conflict(Constraint::EmailTaken);
    assert_eq!(conflict.to_string(), "the change conflicts with EmailTaken");
    assert!(conflict.source().is_none());
}
