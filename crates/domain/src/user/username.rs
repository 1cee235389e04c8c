use std::{fmt, str::FromStr};

use crate::Invalid;

/// What a user signs in with: 3 to 32 of `a-z0-9._-`; outer white space is trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// The shortest length.
    pub const MIN: usize = 3;
    /// The longest length.
    pub const MAX: usize = 32;

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let name = raw.trim();
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
        if (Self::MIN..=Self::MAX).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new("invalid_username", "must be 3 to 32 of a-z, 0-9, '.', '_' and '-'"))
        }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
