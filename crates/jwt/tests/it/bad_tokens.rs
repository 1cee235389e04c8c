//! Every token that must be refused, each for its own reason.
//!
//! The reason is checked as well: a token that is refused for a slip of the test proves nothing.

use std::error::Error;

use fasttrack_domain::ports::AccessTokens;
use jsonwebtoken::Algorithm::{HS256, HS384, HS512};
use serde_json::json;

use crate::support::{Craft, KID, NOW, SECRET, encode, sign, tokens};

/// Name, token, and a part of the reason.
type Case = (String, String, &'static str);

fn case(name: &str, token: impl Into<String>, reason: &'static str) -> Case {
    (name.to_owned(), token.into(), reason)
}

fn algorithms() -> Vec<Case> {
    let [header, payload, _] = Craft::good().parts();
    let mut cases: Vec<Case> = ["none", "None", "NONE", "nOnE", "", "hs256", "HS257"]
        .into_iter()
        .flat_map(|alg| {
            let forged = Craft::good().header("alg", alg);
            let [header, payload, _] = forged.parts();
            [
                (format!("alg {alg:?} without a signature"), format!("{header}.{payload}."), "variant"),
                (format!("alg {alg:?}, signed all the same"), forged.token(), "variant"),
            ]
        })
        .collect();
    let secret = SECRET.as_bytes();
    cases.extend([
        case(
            "alg HS384, really",
            Craft::good().header("alg", "HS384").signed(HS384, secret).token(),
            "InvalidAlgorithm",
        ),
        case(
            "alg HS512, really",
            Craft::good().header("alg", "HS512").signed(HS512, secret).token(),
            "InvalidAlgorithm",
        ),
        case("alg RS256 over an HMAC", Craft::good().header("alg", "RS256").token(), "InvalidAlgorithm"),
        case("alg ES256 over an HMAC", Craft::good().header("alg", "ES256").token(), "InvalidAlgorithm"),
        case("alg EdDSA over an HMAC", Craft::good().header("alg", "EdDSA").token(), "InvalidAlgorithm"),
        case("HS256 in name, HS512 in fact", Craft::good().signed(HS512, secret).token(), "InvalidSignature"),
        case("no alg", Craft::good().without_header("alg").token(), "missing field `alg`"),
        case("alg as a list", Craft::good().header("alg", json!(["HS256"])).token(), "JSON"),
        case("no signature", format!("{header}.{payload}."), "InvalidSignature"),
    ]);
    cases
}

fn keys() -> Vec<Case> {
    // What an attacker signs with, and offers as the key in every header that could hold one.
    let theirs = b"the attacker's own secret, 32 bytes+".as_slice();
    let jwk = json!({ "kty": "oct", "alg": "HS256", "k": encode("the attacker's own secret, 32 bytes+") });
    let forged = || Craft::good().signed(HS256, theirs);
    vec![
        case("an attacker's secret", forged().token(), "InvalidSignature"),
        case("an attacker's jwk", forged().header("jwk", jwk).token(), "InvalidSignature"),
        case(
            "an attacker's jku",
            forged().header("jku", "https://evil.example/keys").token(),
            "InvalidSignature",
        ),
        case(
            "an attacker's x5u",
            forged().header("x5u", "https://evil.example/cert").token(),
            "InvalidSignature",
        ),
        case(
            "an attacker's x5c",
            forged().header("x5c", json!([encode("certificate")])).token(),
            "InvalidSignature",
        ),
        case(
            "an attacker's jwk without kid",
            forged().without_header("kid").header("jku", "file:///keys").token(),
            "no known key",
        ),
        case("an empty secret", Craft::good().signed(HS256, b"").token(), "InvalidSignature"),
        case(
            "the kid as the secret",
            Craft::good().signed(HS256, KID.as_bytes()).token(),
            "InvalidSignature",
        ),
        case("no kid", Craft::good().without_header("kid").token(), "no known key"),
        case("an unknown kid", Craft::good().header("kid", "2025-12").token(), "no known key"),
        case("an empty kid", Craft::good().header("kid", "").token(), "no known key"),
        case(
            "a kid that is a path",
            Craft::good().header("kid", "../../dev/null").signed(HS256, b"").token(),
            "no known key",
        ),
        case("a kid that is SQL", Craft::good().header("kid", "' or '1'='1").token(), "no known key"),
        case("a kid in another case", Craft::good().header("kid", "2026-01 ").token(), "no known key"),
        case("a kid that is a number", Craft::good().header("kid", 1).token(), "JSON"),
    ]
}

fn types() -> Vec<Case> {
    vec![
        case("no typ", Craft::good().without_header("typ").token(), "another type"),
        case("typ JWT", Craft::good().header("typ", "JWT").token(), "another type"),
        case(
            "typ of another kind of token",
            Craft::good().header("typ", "logout+jwt").token(),
            "another type",
        ),
        case("typ with white space", Craft::good().header("typ", " at+jwt").token(), "another type"),
        case("typ of another tree", Craft::good().header("typ", "text/at+jwt").token(), "another type"),
        case(
            "typ twice prefixed",
            Craft::good().header("typ", "application/application/at+jwt").token(),
            "another type",
        ),
        case("a critical header", Craft::good().header("crit", json!(["exp"])).token(), "critical"),
        case(
            "an unencoded payload",
            Craft::good().header("b64", false).header("crit", json!(["b64"])).token(),
            "critical",
        ),
    ]
}

fn claims() -> Vec<Case> {
    let good = Craft::good;
    let mut cases: Vec<Case> = ["iss", "aud", "sub", "exp", "iat", "nbf", "jti", "sid", "scope"]
        .into_iter()
        .flat_map(|name| {
            [
                (format!("no {name}"), good().without_claim(name).token(), "missing field"),
                (format!("{name} null"), good().claim(name, json!(null)).token(), "invalid type: null"),
                (format!("{name} as an object"), good().claim(name, json!({})).token(), "invalid type: map"),
            ]
        })
        .collect();
    cases.extend([
        case("another issuer", good().claim("iss", "https://evil.example").token(), "InvalidIssuer"),
        case(
            "an issuer that only starts right",
            good().claim("iss", "fasttrack.evil.example").token(),
            "InvalidIssuer",
        ),
        case(
            "several issuers",
            good().claim("iss", json!(["fasttrack", "x"])).token(),
            "invalid type: sequence",
        ),
        case("another audience", good().claim("aud", "billing").token(), "InvalidAudience"),
        case(
            "other audiences",
            good().claim("aud", json!(["billing", "mail"])).token(),
            "invalid type: sequence",
        ),
        case(
            "this audience in a list",
            good().claim("aud", json!(["fasttrack"])).token(),
            "invalid type: sequence",
        ),
        case("expired", good().claim("exp", NOW - 60).token(), "expired"),
        case("expired as long ago as the leeway", good().claim("exp", NOW - 5).token(), "expired"),
        case("exp 0", good().claim("exp", 0).token(), "expired"),
        case("exp as a string", good().claim("exp", "9999999999").token(), "invalid type: string"),
        case("exp with a fraction", good().claim("exp", 9_999_999_999.5).token(), "invalid type: floating"),
        case("exp before 1970", good().claim("exp", -1).token(), "claim: exp"),
        case("exp after 9999", good().claim("exp", i64::MAX).token(), "`exp`"),
        case("exp out of range", good().claim("exp", u64::MAX).token(), "invalid value"),
        case("not valid yet", good().claim("nbf", NOW + 3600).token(), "not valid yet"),
        case("valid just after the leeway", good().claim("nbf", NOW + 6).token(), "not valid yet"),
        case("nbf out of range", good().claim("nbf", i64::MIN).token(), "claim: nbf"),
        case("iat out of range", good().claim("iat", -1).token(), "`iat`"),
        case("a sub that is no UUID", good().claim("sub", "admin").token(), "`sub`"),
        case(
            "a sub in braces",
            good().claim("sub", "{00000000-0000-0000-0000-000000000001}").token(),
            "`sub`",
        ),
        case("an empty sub", good().claim("sub", "").token(), "`sub`"),
        case("a sid that is no UUID", good().claim("sid", "1").token(), "`sid`"),
        case("a jti that is no UUID", good().claim("jti", "1").token(), "`jti`"),
        case("an unknown scope", good().claim("scope", "events:read everything").token(), "`scope`"),
        case(
            "scopes as a list",
            good().claim("scope", json!(["events:read"])).token(),
            "invalid type: sequence",
        ),
    ]);
    cases
}

fn shapes() -> Vec<Case> {
    let good = Craft::good();
    let token = good.token();
    let [header, payload, signature] = good.parts();
    let raw = |payload: &str| sign(&good.header.to_string(), payload, HS256, SECRET.as_bytes());
    let promoted = Craft::good().claim("scope", "users:manage").parts()[1].clone();
    let twice = good.payload.to_string().replacen('{', "{\"sub\":\"admin\",", 1);
    vec![
        case("nothing", "", "InvalidToken"),
        case("one dot", ".", "InvalidToken"),
        case("two dots", "..", "JSON"),
        case("a word", "token", "InvalidToken"),
        case("no signature segment", format!("{header}.{payload}"), "InvalidToken"),
        case("cut off", &token[..token.len() - 1], "Base64"),
        case("one segment more at the end", format!("{token}.{signature}"), "Base64"),
        case("one segment more in front", format!("{header}.{token}"), "Base64"),
        case("white space in front", format!(" {token}"), "Base64"),
        case("a line end behind", format!("{token}\n"), "Base64"),
        case("a NUL behind", format!("{token}\0"), "Base64"),
        case("white space inside", format!("{header}. {payload}.{signature}"), "InvalidSignature"),
        case("the scheme left in", format!("Bearer {token}"), "Base64"),
        case("padded signature", format!("{token}="), "Base64"),
        case("padded header", format!("{header}==.{payload}.{signature}"), "Base64"),
        case(
            "base64 of the wrong alphabet",
            format!("{header}.{payload}.{}", signature.replace(['-', '_'], "+")),
            "Base64",
        ),
        case("payload of another token", format!("{header}.{promoted}.{signature}"), "InvalidSignature"),
        case(
            "header of another token",
            format!(
                "{}.{payload}.{signature}",
                encode(&json!({ "kid": KID, "typ": "at+jwt", "alg": "HS256", "x": 1 }).to_string())
            ),
            "InvalidSignature",
        ),
        case(
            "signature of another token",
            format!("{header}.{payload}.{}", Craft::good().claim("exp", NOW + 601).parts()[2]),
            "InvalidSignature",
        ),
        case(
            "signature cut by a byte",
            format!("{header}.{payload}.{}", &signature[..signature.len() - 3]),
            "InvalidSignature",
        ),
        case("payload null", raw("null"), "invalid type: null"),
        case("payload an array", raw("[]"), "JSON"),
        case("payload empty", raw(""), "JSON"),
        case("payload not JSON", raw("sub=admin"), "JSON"),
        case("payload nested 20,000 deep", raw(&"[".repeat(20_000)), "longer than"),
        case("payload nested as deep as fits", raw(&"[".repeat(2_500)), "JSON"),
        case("a claim twice", raw(&twice), "duplicate field `sub`"),
        case("header null", sign("null", "{}", HS256, SECRET.as_bytes()), "JSON"),
        case("too long", Craft::good().claim("x", "y".repeat(4096)).token(), "longer than"),
        case("a megabyte of dots", ".".repeat(1 << 20), "longer than"),
        case("not ASCII", "é.é.é", "Base64"),
    ]
}

#[test]
fn the_token_that_all_others_are_bent_from_is_good() {
    tokens(&[(KID, SECRET)]).verify(&Craft::good().token()).unwrap();
}

#[test]
fn bad_tokens_are_refused_for_the_right_reason() {
    let tokens = tokens(&[(KID, SECRET)]);
    let cases: Vec<Case> =
        [algorithms(), keys(), types(), claims(), shapes()].into_iter().flatten().collect();
    assert!(cases.len() >= 25);

    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|(name, token, reason)| match tokens.verify(&token) {
            Ok(_) => Some(format!("{name}: accepted")),
            Err(refused) => {
                let told = chain(refused.0.as_ref());
                (!told.contains(reason)).then(|| format!("{name}: {told:?}, not {reason:?}"))
            }
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The last character of a signature has two bits that decode to nothing: of the four characters
/// that decode alike only the canonical one may pass, or one token would have four spellings.
#[test]
fn a_token_has_one_spelling() {
    let tokens = tokens(&[(KID, SECRET)]);
    let token = Craft::good().token();
    let (stem, last) = token.split_at(token.len() - 1);
    let accepted: String =
        ('0'..='z').chain(['-']).filter(|c| tokens.verify(&format!("{stem}{c}")).is_ok()).collect();
    assert_eq!(accepted, last);
}

fn chain(mut error: &dyn Error) -> String {
    let mut told = error.to_string();
    while let Some(source) = error.source() {
        error = source;
        told = format!("{told}: {error}");
    }
    told
}
