//! Tokens that a person can read.

use std::sync::{
    Mutex,
    atomic::{AtomicU8, Ordering},
};

use fasttrack_domain::{
    error::Cause,
    ports::{AccessClaims, AccessTokens, InvalidToken, OpaqueToken, OpaqueTokens},
    session::TokenHash,
};
use fasttrack_test_support::a_token;

/// Gives out `access 0`, `access 1`, … and remembers what each says.
#[derive(Default)]
pub struct FakeAccessTokens(Mutex<Vec<AccessClaims>>);

impl FakeAccessTokens {
    /// All that were given out.
    pub fn issued(&self) -> Vec<AccessClaims> {
        self.0.lock().unwrap().clone()
    }
}

impl AccessTokens for FakeAccessTokens {
    fn issue(&self, claims: &AccessClaims) -> Result<String, Cause> {
        let mut issued = self.0.lock().unwrap();
        issued.push(*claims);
        Ok(format!("access {}", issued.len() - 1))
    }

    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        let number = token.strip_prefix("access ").and_then(|number| number.parse::<usize>().ok());
        let issued = self.0.lock().unwrap();
        number.and_then(|number| issued.get(number)).copied().ok_or_else(|| InvalidToken("forged".into()))
    }
}

/// Gives out `opaque 100`, `opaque 101`, …; the hash of each is [`a_token`] of its number.
pub struct FakeOpaqueTokens(AtomicU8);

impl Default for FakeOpaqueTokens {
    fn default() -> Self {
        Self(AtomicU8::new(100))
    }
}

impl OpaqueTokens for FakeOpaqueTokens {
    fn generate(&self) -> Result<OpaqueToken, Cause> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(OpaqueToken { secret: format!("opaque {number}"), hash: a_token(number) })
    }

    fn hash(&self, secret: &str) -> TokenHash {
        let number = secret.strip_prefix("opaque ").and_then(|number| number.parse().ok());
        a_token(number.unwrap_or_default())
    }
}
