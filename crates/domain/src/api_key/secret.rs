use std::{fmt, str::FromStr};

use crate::Invalid;

/// What a machine presents: `ftk_` and 256 random bits, as base64url without padding. The prefix tells
/// it from an access token, and tells whoever looks for leaked secrets what it is. `Debug` hides it.
#[derive(Clone)]
pub struct ApiKeySecret(String);

impl ApiKeySecret {
    /// What every key begins with.
    pub const PREFIX: &str = "ftk_";
    /// How many characters follow.
    pub const RANDOM_CHARS: usize = 43;

    /// Whether this token means to be a key, if not a good one.
    #[must_use]
    pub fn is_meant_by(token: &str) -> bool {
        token.starts_with(Self::PREFIX)
    }

    /// The key of these random characters.
    ///
    /// # Errors
    /// `invalid_api_key` when they are not [`ApiKeySecret::RANDOM_CHARS`] characters of base64url.
    pub fn of(random: &str) -> Result<Self, Invalid> {
        format!("{}{random}", Self::PREFIX).parse()
    }

    /// The key itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Checks the form only: whether there is such a key, the store knows.
impl FromStr for ApiKeySecret {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let base64url = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let random = raw.strip_prefix(Self::PREFIX);
        if random.is_some_and(|random| random.len() == Self::RANDOM_CHARS && random.bytes().all(base64url)) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Invalid::new("invalid_api_key", "must be `ftk_` and 43 characters of base64url"))
        }
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(…)")
    }
}
