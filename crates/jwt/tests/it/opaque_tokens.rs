//! Refresh tokens.

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fasttrack_domain::{ports::OpaqueTokens, session::TokenHash};
use fasttrack_jwt::RandomTokens;

#[test]
fn a_token_is_256_bits_that_travel_anywhere() {
    let token = RandomTokens.generate().unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(&token.secret).unwrap().len(), 32);
    assert_eq!(token.secret.len(), 43);
}

#[test]
fn no_two_are_alike() {
    let made: HashSet<String> = (0..1000).map(|_| RandomTokens.generate().unwrap().secret).collect();
    assert_eq!(made.len(), 1000);
}

#[test]
fn what_is_presented_hashes_to_what_was_kept() {
    let token = RandomTokens.generate().unwrap();
    assert_eq!(RandomTokens.hash(&token.secret), token.hash);
    assert_ne!(RandomTokens.hash(&format!("{} ", token.secret)), token.hash);
}

#[test]
fn the_hash_is_sha_256_of_the_text() {
    // FIPS 180-2, appendix B.1: SHA-256 of "abc".
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let bytes: [u8; 32] = std::array::from_fn(|i| u8::from_str_radix(&digest[2 * i..2 * i + 2], 16).unwrap());
    assert_eq!(RandomTokens.hash("abc"), TokenHash(bytes));
}
