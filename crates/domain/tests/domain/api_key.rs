//! API keys: what one looks like, and what must not be shown of it.

use fasttrack_domain::{
    access::{Role, Scopes},
    api_key::{ActiveApiKey, ApiKey, ApiKeyName, ApiKeySecret},
    id::Id,
    time::Timestamp,
};
use uuid::Uuid;

use crate::coded;

const RANDOM: &str = "q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvT-_s";

#[test]
fn a_key_is_a_prefix_and_256_bits() {
    let key = ApiKeySecret::of(RANDOM).unwrap();
    assert_eq!(key.reveal(), format!("ftk_{RANDOM}"));
    assert!(ApiKeySecret::is_meant_by(key.reveal()));
    assert_eq!(key.reveal().parse::<ApiKeySecret>().unwrap().reveal(), key.reveal());
}

#[test]
fn what_does_not_look_like_a_key_is_none() {
    let long = format!("ftk_{RANDOM}A");
    for (name, raw) in [
        ("nothing", ""),
        ("the prefix alone", "ftk_"),
        ("no prefix", RANDOM),
        ("another prefix", &format!("ghp_{RANDOM}")),
        ("the prefix in capitals", &format!("FTK_{RANDOM}")),
        ("too short", &long[..46]),
        ("too long", &long),
        ("padded", &format!("ftk_{}=", &RANDOM[1..])),
        ("another alphabet", &format!("ftk_{}/", &RANDOM[1..])),
        ("a line behind it", &format!("ftk_{RANDOM}\n")),
        ("of more bytes than characters", &format!("ftk_{}é", &RANDOM[1..])),
    ] {
        assert_eq!(coded(raw.parse::<ApiKeySecret>()).err(), Some("invalid_api_key"), "{name}");
    }
    assert!(!ApiKeySecret::is_meant_by("eyJhbGciOiJIUzI1NiJ9.e30.c2ln"), "an access token");
}

#[test]
fn debug_hides_the_secret() {
    let key = ApiKeySecret::of(RANDOM).unwrap();
    assert_eq!(format!("{key:?}"), "ApiKeySecret(…)");
}

#[test]
fn a_key_has_a_name() {
    let named = |raw: &str| coded(raw.parse::<ApiKeyName>()).map(|name| name.as_str().to_owned());
    assert_eq!(named(" CI of the web site "), Ok("CI of the web site".to_owned()));
    assert_eq!(named(&"é".repeat(100)), Ok("é".repeat(100)));
    assert_eq!(named(&"é".repeat(101)), Err("too_long"));
    assert_eq!(named("  "), Err("required"));
    assert_eq!(named("a\nb"), Err("control_character"));
}

#[test]
fn a_use_is_worth_writing_once_a_minute() {
    let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).unwrap();
    let mut key = ActiveApiKey {
        id: Id::new(Uuid::nil()),
        user_id: Id::new(Uuid::nil()),
        role: Role::Viewer,
        scopes: Scopes::NONE,
        last_used_at: None,
        expires_at: Timestamp::LAST,
    };
    assert!(key.use_counts(at(0)));
    key.last_used_at = Some(at(100));
    assert_eq!(ApiKey::USE_RESOLUTION.num_seconds(), 60);
    for (second, counts) in [(99, false), (100, false), (159, false), (160, true), (1000, true)] {
        assert_eq!(key.use_counts(at(second)), counts, "{second}");
    }
}
