//! Blobs: files that are kept beside the database.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::{Invalid, time::Timestamp};

/// What a blob is called: 1 to 200 of `a-z`, `0-9`, `-`, `_` and `/`, in parts of which none is empty.
/// So it can name nothing outside the place where blobs are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey(String);

impl BlobKey {
    /// How many characters it may have.
    pub const MAX: usize = 200;

    /// What belongs to one of many things: `<area>/<id>`. The word stands in the program, and fits.
    pub(crate) fn of(area: &'static str, id: Uuid) -> Self {
        Self(format!("{area}/{id}"))
    }

    /// A part of what belongs to one of many things: `<area>/<id>/<part>`. The words stand in the
    /// program, and fit.
    pub(crate) fn part_of(area: &'static str, id: Uuid, part: &'static str) -> Self {
        Self(format!("{area}/{id}/{part}"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BlobKey {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        };
        if raw.len() <= Self::MAX && raw.split('/').all(part) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Invalid::new(
                "invalid_blob_key",
                "must be 1 to 200 of a-z, 0-9, `-` and `_`, in parts separated by `/`",
            ))
        }
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of a blob without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobInfo {
    /// What it is called.
    pub key: BlobKey,
    /// How long it is, in bytes.
    pub size: u64,
    /// When it was written.
    pub written_at: Timestamp,
}
