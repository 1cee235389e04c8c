//! Lists of keys that are refused.

use fasttrack_jwt::{InvalidSigningKeys, SigningKeys};
use secrecy::SecretString;

use crate::support::SECRET;

fn refused(keys: &[(&str, &str)]) -> InvalidSigningKeys {
    let keys = keys.iter().map(|(kid, secret)| ((*kid).to_owned(), SecretString::from(*secret)));
    SigningKeys::new(keys).unwrap_err()
}

#[test]
fn bad_lists_are_refused() {
    let short = &SECRET[1..];
    let duplicate = InvalidSigningKeys::Duplicate { kid: "a".to_owned() };
    assert_eq!(refused(&[]), InvalidSigningKeys::Empty);
    assert_eq!(refused(&[("", SECRET)]), InvalidSigningKeys::Unnamed { position: 1 });
    assert_eq!(refused(&[("a", SECRET), ("", SECRET)]), InvalidSigningKeys::Unnamed { position: 2 });
    assert_eq!(refused(&[("a", SECRET), ("b", SECRET), ("a", SECRET)]), duplicate);
    for keys in [&[("b", short)][..], &[("a", SECRET), ("b", short)], &[("a", SECRET), ("b", "")]] {
        assert!(matches!(refused(keys), InvalidSigningKeys::TooShort { kid, .. } if kid == "b"));
    }
}

#[test]
fn the_message_names_the_key_and_not_the_secret() {
    let message = refused(&[("2026", "hunter2")]).to_string();
    assert_eq!(message, "the secret of signing key `2026` has 7 bytes, at least 32 are needed");
}
