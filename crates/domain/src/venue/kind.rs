use std::str::FromStr;

use crate::Invalid;

/// What sort of place a venue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VenueKind {
    /// Seats that face a stage.
    Auditorium,
    /// One large room.
    Hall,
    /// A theatre.
    Theatre,
    /// A classroom.
    Classroom,
    /// Under the sky.
    Outdoor,
    /// Nowhere on Earth.
    Online,
    /// Anything else.
    Other,
}

impl VenueKind {
    /// Every sort.
    pub const ALL: [Self; 7] = [
        Self::Auditorium,
        Self::Hall,
        Self::Theatre,
        Self::Classroom,
        Self::Outdoor,
        Self::Online,
        Self::Other,
    ];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auditorium => "auditorium",
            Self::Hall => "hall",
            Self::Theatre => "theatre",
            Self::Classroom => "classroom",
            Self::Outdoor => "outdoor",
            Self::Online => "online",
            Self::Other => "other",
        }
    }
}

impl FromStr for VenueKind {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == raw).ok_or_else(|| {
            Invalid::new(
                "invalid_venue_type",
                "must be auditorium, hall, theatre, classroom, outdoor, online or other",
            )
        })
    }
}
