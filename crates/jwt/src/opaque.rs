use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fasttrack_domain::{
    error::Cause,
    ports::{OpaqueToken, OpaqueTokens},
    session::TokenHash,
};
use sha2::{Digest, Sha256};

/// Opaque tokens of 256 bits from the operating system, written as base64url without padding.
///
/// SHA-256 without a salt is enough to keep them: unlike a password, 256 random bits cannot be
/// guessed, and an unsalted hash can be looked up.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomTokens;

const TOKEN_BYTES: usize = 32;

impl OpaqueTokens for RandomTokens {
    fn generate(&self) -> Result<OpaqueToken, Cause> {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes)?;
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        let hash = self.hash(&secret);
        Ok(OpaqueToken { secret, hash })
    }

    fn hash(&self, secret: &str) -> TokenHash {
        TokenHash(Sha256::digest(secret.as_bytes()).into())
    }
}
