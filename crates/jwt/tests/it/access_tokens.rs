//! What is issued, and that it verifies.

mod fuzz;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use fasttrack_domain::{
    access::{Role, Scopes},
    ports::{AccessClaims, AccessTokens},
};
use serde_json::{Value, json};

use crate::support::{Craft, KID, NOW, SECRET, claims, keys, tokens};

const OTHER: &str = "ffffffffffffffffffffffffffffffff";

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn what_is_issued_verifies_and_says_what_was_put_in() {
    let tokens = tokens(&[(KID, SECRET)]);
    for scopes in [Role::Viewer.scopes(), Role::Admin.scopes(), Scopes::NONE] {
        let claims = AccessClaims { scopes, ..claims() };
        let token = tokens.issue(&claims).unwrap();
        assert_eq!(tokens.verify(&token).unwrap(), claims);
    }
}

#[test]
fn a_token_has_the_header_and_the_claims_of_the_contract() {
    let tokens = tokens(&[(KID, SECRET)]);
    let claims = claims();
    let token = tokens.issue(&claims).unwrap();
    assert_eq!(part(&token, 0), json!({ "alg": "HS256", "typ": "at+jwt", "kid": KID }));
    assert_eq!(
        part(&token, 1),
        json!({
            "iss": "fasttrack",
            "aud": "fasttrack",
            "sub": claims.user_id.to_string(),
            "exp": NOW + 600,
            "iat": NOW,
            "nbf": NOW,
            "jti": "00000000-0000-0000-0000-000000000000",
            "sid": claims.session_id.to_string(),
            "scope": claims.scopes.to_string(),
        })
    );
    let second = tokens.issue(&claims).unwrap();
    assert_ne!(part(&second, 1)["jti"], part(&token, 1)["jti"]);
}

#[test]
fn parts_of_a_second_are_cut() {
    let tokens = tokens(&[(KID, SECRET)]);
    let part = TimeDelta::milliseconds(999);
    let AccessClaims { issued_at, expires_at, .. } = claims();
    let finer = AccessClaims {
        issued_at: issued_at.saturating_add(part),
        expires_at: expires_at.saturating_add(part),
        ..claims()
    };
    assert_eq!(tokens.verify(&tokens.issue(&finer).unwrap()).unwrap(), claims());
}

#[test]
fn hand_made_tokens_that_must_pass() {
    let good = [
        ("as issued", Craft::good()),
        ("upper-case type", Craft::good().header("typ", "AT+JWT")),
        ("full media type", Craft::good().header("typ", "application/at+jwt")),
        ("full media type in capitals", Craft::good().header("typ", "Application/AT+JWT")),
        ("a header that nobody knows", Craft::good().header("x", 1)),
        ("a claim that nobody knows", Craft::good().claim("x", json!({ "y": [1] }))),
        ("expired within the leeway", Craft::good().claim("exp", NOW - 4)),
        ("valid soon, within the leeway", Craft::good().claim("nbf", NOW + 5)),
        ("no scope at all", Craft::good().claim("scope", "")),
    ];
    let tokens = tokens(&[(KID, SECRET)]);
    for (name, craft) in good {
        let verified = tokens.verify(&craft.token());
        assert!(verified.is_ok(), "{name}: {:?}", verified.unwrap_err().0);
    }
}

#[test]
fn after_a_rotation_old_tokens_verify_and_new_ones_carry_the_new_key() {
    let before = tokens(&[("old", SECRET)]);
    let rotated = tokens(&[("new", OTHER), ("old", SECRET)]);
    let after = tokens(&[("new", OTHER)]);

    let old = before.issue(&claims()).unwrap();
    assert_eq!(rotated.verify(&old).unwrap(), claims());
    assert!(after.verify(&old).is_err());

    let new = rotated.issue(&claims()).unwrap();
    assert_eq!(part(&new, 0)["kid"], "new");
    assert_eq!(after.verify(&new).unwrap(), claims());
    assert!(before.verify(&new).is_err());
}

#[test]
fn a_token_that_names_one_key_is_not_verified_with_another() {
    let rotated = tokens(&[("new", OTHER), ("old", SECRET)]);
    let crossed = Craft::good().header("kid", "new").token();
    assert!(rotated.verify(&crossed).is_err());
}

#[test]
fn the_error_tells_its_bearer_nothing() {
    let refused = tokens(&[(KID, SECRET)]).verify("x").unwrap_err();
    assert_eq!(refused.to_string(), "the access token is not valid");
}

#[test]
fn keys_do_not_print() {
    let printed = format!("{:?}", keys(&[(KID, SECRET)]));
    assert!(printed.contains(KID) && !printed.contains(SECRET), "{printed}");
}
