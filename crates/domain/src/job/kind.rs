use std::{fmt, str::FromStr};

use crate::Invalid;

/// A sort of work: a word such as `forecast.refresh`, 1 to 64 of `a-z`, `0-9`, `.` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKind(String);

impl JobKind {
    /// How many characters it may have.
    pub const MAX: usize = 64;

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for JobKind {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'_';
        if (1..=Self::MAX).contains(&raw.len()) && raw.bytes().all(fits) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Invalid::new("invalid_job_kind", "must be 1 to 64 of a-z, 0-9, `.` and `_`"))
        }
    }
}

impl fmt::Display for JobKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What tells a job from the others of its kind: 1 to 200 characters, none of which is a control.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UniqueKey(String);

impl UniqueKey {
    /// How many characters it may have.
    pub const MAX: usize = 200;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UniqueKey {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let length = raw.chars().count();
        if (1..=Self::MAX).contains(&length) && !raw.chars().any(char::is_control) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Invalid::new("invalid_unique_key", "must be 1 to 200 characters without controls"))
        }
    }
}
