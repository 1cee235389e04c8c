//! Tokens that nobody issued. The corpus is `corpus/access_tokens`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fasttrack_domain::ports::AccessTokens;
use fasttrack_test_support::fuzz::{self, Corpus, Input};
use jsonwebtoken::Algorithm;
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use crate::support::{Craft, KID, SECRET, claims, sign, tokens};

const WORDS: [&[u8]; 12] = [
    b".",
    b"=",
    b"A",
    b"_",
    b"-",
    b"eyJ",
    b"eyJhbGciOiJub25lIn0",
    b"eyJhbGciOiJIUzI1NiJ9",
    b"e30",
    b" ",
    b"\0",
    b"\n",
];

#[test]
fn whatever_is_presented_is_refused_unless_it_was_issued() {
    let tokens = tokens(&[(KID, SECRET)]);
    let issued = tokens.issue(&claims()).unwrap();
    let parts: Vec<&str> = issued.split('.').collect();
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "access_tokens").attack(300, &WORDS, |bytes| {
        let noise = String::from_utf8_lossy(bytes);
        assert!(tokens.verify(&noise).is_err(), "{noise}");
        // In the place of each part, before, and after a token that is good.
        for at in 0..parts.len() {
            let mut forged = parts.clone();
            forged[at] = &noise;
            assert!(tokens.verify(&forged.join(".")).is_err() || noise == parts[at], "{noise} in part {at}");
        }
        for forged in [format!("{noise}{issued}"), format!("{issued}{noise}"), format!("{issued}.{noise}")] {
            assert!(tokens.verify(&forged).is_err() || forged == issued, "{forged}");
        }
    });
}

#[test]
fn a_token_that_was_changed_anywhere_is_refused() {
    let tokens = tokens(&[(KID, SECRET)]);
    let issued = tokens.issue(&claims()).unwrap();
    let place = any::<Index>;
    fuzz::hold(300, &(place(), 1..=u8::MAX, place(), 0..3_usize), |(at, mask, cut, part)| {
        // In its letters, and in the bytes that they stand for.
        let mut letters = issued.clone().into_bytes();
        let at_letter = at.index(letters.len());
        letters[at_letter] ^= mask;
        let mut parts: Vec<String> = issued.split('.').map(str::to_owned).collect();
        let mut bytes = URL_SAFE_NO_PAD.decode(&parts[part]).unwrap();
        let at_byte = at.index(bytes.len());
        bytes[at_byte] ^= mask;
        parts[part] = URL_SAFE_NO_PAD.encode(bytes);
        for forged in [
            String::from_utf8_lossy(&letters).into_owned(),
            parts.join("."),
            issued[..cut.index(issued.len())].to_owned(),
            issued[1 + cut.index(issued.len())..].to_owned(),
        ] {
            assert!(tokens.verify(&forged).is_err(), "{forged}");
        }
    });
}

/// The parts of good tokens make no other.
#[test]
fn parts_of_two_tokens_make_no_third() {
    let tokens = tokens(&[(KID, SECRET)]);
    let [one, two] = [tokens.issue(&claims()).unwrap(), tokens.issue(&claims()).unwrap()];
    let parts: Vec<&str> = one.split('.').chain(two.split('.')).collect();
    fuzz::hold(300, &proptest::collection::vec(0..parts.len(), 0..5), |chosen| {
        let made: Vec<&str> = chosen.iter().map(|index| parts[*index]).collect();
        let made = made.join(".");
        assert!(tokens.verify(&made).is_err() || made == one || made == two, "{made}");
    });
}

/// Who has the key of another issuer, or none, may write what he likes.
#[test]
fn whatever_a_forged_header_says_a_foreign_signature_is_refused() {
    let tokens = tokens(&[(KID, SECRET)]);
    let names = prop::sample::select(vec!["alg", "typ", "kid", "crit", "jwk", "jku", "x5c", "zip", "b64"]);
    let values = prop_oneof![
        prop::sample::select(vec!["none", "HS256", "HS384", "RS256", "at+jwt", KID, "", SECRET])
            .prop_map(Value::from),
        any::<Option<bool>>().prop_map(|value| serde_json::json!(value)),
        any::<i64>().prop_map(|value| serde_json::json!([value])),
    ];
    let edits = proptest::collection::vec((names, values), 0..4);
    fuzz::hold(300, &(edits, any::<[u8; 32]>()), |(edits, secret)| {
        let craft = edits.into_iter().fold(Craft::good(), |craft, (name, value)| craft.header(name, value));
        for secret in [&secret[..], b"", KID.as_bytes()] {
            let forged =
                sign(&craft.header.to_string(), &craft.payload.to_string(), Algorithm::HS256, secret);
            assert!(tokens.verify(&forged).is_err(), "{forged}");
        }
    });
}

/// Signed with the key, and of any shape: a fault of ours, or of another version. No panic, and what is
/// taken says all that a token says.
#[test]
fn whatever_the_key_signs_is_verified_or_refused() {
    let tokens = tokens(&[(KID, SECRET)]);
    let corpus = Corpus::of(env!("CARGO_MANIFEST_DIR"), "access_tokens");
    let names = prop::sample::select(vec!["iss", "aud", "sub", "exp", "iat", "nbf", "jti", "sid", "scope"]);
    let values = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::Null),
        Just(serde_json::json!(["fasttrack"])),
    ];
    fuzz::hold(300, &(names, values, corpus.mutants(&WORDS)), |(name, value, Input(noise))| {
        let Craft { header, payload, .. } = Craft::good().claim(name, value);
        if let Ok(claims) = tokens.verify(&sign(
            &header.to_string(),
            &payload.to_string(),
            Algorithm::HS256,
            SECRET.as_bytes(),
        )) {
            assert_eq!(payload["sub"], claims.user_id.to_string());
            assert_eq!(payload["sid"], claims.session_id.to_string());
        }
        let noise = String::from_utf8_lossy(&noise);
        let forged = sign(&header.to_string(), &noise, Algorithm::HS256, SECRET.as_bytes());
        assert!(tokens.verify(&forged).is_err(), "{noise}");
    });
}
