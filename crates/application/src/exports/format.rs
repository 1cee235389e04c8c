use std::str::FromStr;

use fasttrack_domain::Invalid;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportFormat {
    /// One JSON array of objects.
    #[default]
    Json,
    /// One JSON object a line.
    Ndjson,
    /// CSV with a header.
    Csv,
    /// A calendar (RFC 5545).
    Ics,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Json, Self::Ndjson, Self::Csv, Self::Ics];

    /// The word that stands for it, which is also the extension of its files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Ics => "ics",
        }
    }

    /// Its media type, without parameters.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv",
            Self::Ics => "text/calendar",
        }
    }

    /// Whether it says more of a venue than its name and city.
    pub(super) const fn describes_venues(self) -> bool {
        !matches!(self, Self::Ics)
    }
}

impl FromStr for ExportFormat {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_format", "must be json, ndjson, csv or ics"))
    }
}
