use std::{fmt, str::FromStr};

use crate::Invalid;

/// A password as typed: 15 to 71 **bytes**.
///
/// The upper bound is bcrypt's: it ignores what comes after 72 bytes, its own final NUL included,
/// so a longer password is refused and never cut. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The fewest bytes (NIST SP 800-63B-4 §3.1.1.2, single factor).
    pub const MIN_BYTES: usize = 15;
    /// The most bytes.
    pub const MAX_BYTES: usize = 71;
    /// The weakest zxcvbn score that is accepted, of 0 to 4.
    pub const MIN_SCORE: u8 = 3;

    /// The password itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Checks the length only; strength is measured by a port, since it takes long.
impl FromStr for Password {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        if raw.len() < Self::MIN_BYTES {
            return Err(Invalid::new("too_short", "must have at least 15 bytes"));
        }
        if raw.len() > Self::MAX_BYTES {
            return Err(Invalid::new("too_long", "must have at most 71 bytes"));
        }
        if raw.contains('\0') {
            return Err(Invalid::new("control_character", "must not hold a NUL character"));
        }
        Ok(Self(raw.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is kept of a password, in the hasher's own format. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps what a hasher made or a store kept.
    #[must_use]
    pub const fn new(encoded: String) -> Self {
        Self(encoded)
    }

    /// The encoded hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
