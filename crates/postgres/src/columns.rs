//! Between columns and value types. A column that does not parse is a fault of the database, reported
//! as [`StoreError::Backend`] and never a panic.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use fasttrack_domain::{Invalid, StoreError, time::Timestamp};

/// A stored value that no writer of ours can have written.
#[derive(Debug, thiserror::Error)]
#[error("column {column} holds an impossible value")]
pub(crate) struct Corrupt {
    column: &'static str,
    #[source]
    reason: Option<Invalid>,
}

impl Corrupt {
    pub(crate) const fn new(column: &'static str) -> Self {
        Self { column, reason: None }
    }

    /// For `map_err` over the parsers of value types.
    pub(crate) fn because(column: &'static str) -> impl FnOnce(Invalid) -> Self {
        move |reason| Self { column, reason: Some(reason) }
    }
}

impl From<Corrupt> for StoreError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Backend(corrupt.into())
    }
}

/// A value type from text.
pub(crate) fn parsed<T: FromStr<Err = Invalid>>(column: &'static str, raw: &str) -> Result<T, Corrupt> {
    raw.parse().map_err(Corrupt::because(column))
}

/// An instant.
pub(crate) fn instant(column: &'static str, at: DateTime<Utc>) -> Result<Timestamp, Corrupt> {
    Timestamp::new(at).map_err(Corrupt::because(column))
}

/// A count, which no CHECK lets be negative.
pub(crate) fn count<T: TryFrom<i64>>(column: &'static str, raw: i64) -> Result<T, Corrupt> {
    T::try_from(raw).map_err(|_| Corrupt::new(column))
}
