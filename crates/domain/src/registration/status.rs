use std::str::FromStr;

use crate::Invalid;

/// Whether an attendee has a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationStatus {
    /// Has a seat.
    Confirmed,
    /// Waits until somebody else cancels, or the capacity is raised.
    Waitlisted,
    /// Does not come.
    Cancelled,
}

impl RegistrationStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Waitlisted, Self::Cancelled];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waitlisted => "waitlisted",
            Self::Cancelled => "cancelled",
        }
    }
}

impl FromStr for RegistrationStatus {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_status", "must be confirmed, waitlisted or cancelled"))
    }
}
