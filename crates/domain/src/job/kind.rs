use std::{borrow::Cow, fmt, str::FromStr};

use crate::Invalid;

/// A sort of work: a word such as `forecast.refresh`, 1 to 64 of `a-z`, `0-9`, `.` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKind(Cow<'static, str>);

impl JobKind {
    /// How many characters it may have.
    pub const MAX: usize = 64;

    /// A kind that stands in the program: as a `const`, it is checked when that is built.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub const fn of(word: &'static str) -> Self {
        assert!(fits(word), "a kind of job is 1 to 64 of a-z, 0-9, `.` and `_`");
        Self(Cow::Borrowed(word))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In steps that the compiler can take, too.
const fn fits(word: &str) -> bool {
    let mut rest = word.as_bytes();
    if rest.is_empty() || rest.len() > JobKind::MAX {
        return false;
    }
    while let [first, others @ ..] = rest {
        if !matches!(first, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_') {
            return false;
        }
        rest = others;
    }
    true
}

impl FromStr for JobKind {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        if fits(raw) {
            Ok(Self(Cow::Owned(raw.to_owned())))
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
