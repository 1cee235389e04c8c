//! Instants and time zones.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::Invalid;

/// An instant in UTC, in whole microseconds, between the years 1970 and 9999.
///
/// Microseconds are what every store keeps, so that an instant comes back as it went in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// 1970-01-01T00:00:00Z, the earliest instant.
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// 9999-12-31T23:59:59.999999Z, the latest instant.
    pub const LAST: Self = match DateTime::from_timestamp_micros(253_402_300_799_999_999) {
        Some(at) => Self(at),
        None => Self::EPOCH,
    };

    /// Truncates to microseconds.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1970–9999.
    pub fn new(at: DateTime<Utc>) -> Result<Self, Invalid> {
        Self::from_micros(at.timestamp_micros())
    }

    /// From microseconds since 1970.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1970–9999.
    pub fn from_micros(micros: i64) -> Result<Self, Invalid> {
        DateTime::from_timestamp_micros(micros)
            .filter(|at| (1970..=9999).contains(&at.year()))
            .map(Self)
            .ok_or_else(|| Invalid::new("out_of_range", "must lie in the years 1970 to 9999"))
    }

    /// Parses an RFC 3339 timestamp; any offset is converted to UTC.
    ///
    /// # Errors
    /// `invalid_timestamp` when it is none, `out_of_range` outside the years 1970–9999.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let at = DateTime::parse_from_rfc3339(raw).map_err(|_| {
            Invalid::new("invalid_timestamp", "must be an RFC 3339 timestamp, such as 2026-03-14T19:30:00Z")
        })?;
        Self::new(at.to_utc())
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The instant as chrono knows it.
    #[must_use]
    pub const fn to_utc(self) -> DateTime<Utc> {
        self.0
    }

    /// This instant and a span, or the first or last instant when that lies outside the range.
    #[must_use]
    pub fn saturating_add(self, span: TimeDelta) -> Self {
        let bound = if span < TimeDelta::zero() { Self::EPOCH } else { Self::LAST };
        self.0.checked_add_signed(span).and_then(|at| Self::new(at).ok()).unwrap_or(bound)
    }
}

/// RFC 3339 with `Z`, and as many digits of a second as needed.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated universal time, the default.
    pub const UTC: Self = Self(Tz::UTC);

    /// The name in the IANA database, such as `America/Sao_Paulo`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The zone as chrono-tz knows it.
    #[must_use]
    pub const fn tz(self) -> Tz {
        self.0
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl FromStr for TimeZone {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Tz::from_str(raw.trim()).map(Self).map_err(|_| {
            Invalid::new(
                "unknown_time_zone",
                "must be a time zone of the IANA database, such as America/Sao_Paulo",
            )
        })
    }
}
