use std::{borrow::Cow, fmt, str::FromStr};

use super::{AuditAction, AuditSubjectKind};
use crate::Invalid;

/// A word of an entry as it was written: 1 to 64 of `a-z`, `.` and `_`.
///
/// Entries are kept for years, and by then a release may be back that does not know the word. It must
/// still be able to show the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditWord(Cow<'static, str>);

impl AuditWord {
    /// How many characters it may have.
    pub const MAX: usize = 64;

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<AuditAction> for AuditWord {
    fn from(action: AuditAction) -> Self {
        Self(Cow::Borrowed(action.as_str()))
    }
}

impl From<AuditSubjectKind> for AuditWord {
    fn from(kind: AuditSubjectKind) -> Self {
        Self(Cow::Borrowed(kind.as_str()))
    }
}

impl FromStr for AuditWord {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let fits = |byte| matches!(byte, b'a'..=b'z' | b'.' | b'_');
        if (1..=Self::MAX).contains(&raw.len()) && raw.bytes().all(fits) {
            Ok(Self(Cow::Owned(raw.to_owned())))
        } else {
            Err(Invalid::new("invalid_audit_word", "must be 1 to 64 of a-z, `.` and `_`"))
        }
    }
}

impl fmt::Display for AuditWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
