use std::str::FromStr;

use crate::Invalid;

/// Whether an event is planned, announced or called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EventStatus {
    /// Seen by its owner and by admins only.
    #[default]
    Draft,
    /// Seen by everybody; occupies its venue.
    Published,
    /// Seen by everybody; does not take place.
    Cancelled,
}

impl EventStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Cancelled];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether an event of this status may take the other one. What was announced cannot become
    /// a secret again.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        !matches!((self, next), (Self::Published | Self::Cancelled, Self::Draft))
    }
}

impl FromStr for EventStatus {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_status", "must be draft, published or cancelled"))
    }
}
