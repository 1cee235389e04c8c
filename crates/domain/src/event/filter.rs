use std::str::FromStr;

use crate::{
    Invalid,
    event::EventStatus,
    text::{FoldedKey, SearchText},
    time::Timestamp,
    user::UserId,
    venue::VenueId,
};

/// Which events to list: those that fit all that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// With all these words.
    pub query: Option<SearchText>,
    /// In this city, accents and case aside.
    pub city: Option<FoldedKey>,
    /// With this tag, accents and case aside.
    pub tag: Option<FoldedKey>,
    /// At this venue.
    pub venue_id: Option<VenueId>,
    /// Of this status.
    pub status: Option<EventStatus>,
    /// That start at this instant or later.
    pub starts_after: Option<Timestamp>,
    /// That start before this instant.
    pub starts_before: Option<Timestamp>,
    /// Of this owner.
    pub created_by: Option<UserId>,
    /// With fewer confirmed registrations than seats.
    pub has_seats: bool,
    /// Which drafts may be seen at all.
    pub visible: Visibility,
}

/// Which drafts a reader may see. What is published or cancelled, everybody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// All drafts.
    AllDrafts,
    /// One's own drafts.
    DraftsOf(UserId),
    /// No drafts.
    #[default]
    NoDrafts,
}

/// The order of a list of events. The identifier breaks ties, in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventSort {
    /// The soonest first.
    #[default]
    StartsAt,
    /// The latest first.
    StartsAtDescending,
    /// The newest first.
    CreatedAtDescending,
    /// By folded title.
    Title,
}

impl EventSort {
    /// Every order.
    pub const ALL: [Self; 4] =
        [Self::StartsAt, Self::StartsAtDescending, Self::CreatedAtDescending, Self::Title];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StartsAt => "starts_at",
            Self::StartsAtDescending => "-starts_at",
            Self::CreatedAtDescending => "-created_at",
            Self::Title => "title",
        }
    }
}

impl FromStr for EventSort {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == raw).ok_or_else(|| {
            Invalid::new("invalid_sort", "must be starts_at, -starts_at, -created_at or title")
        })
    }
}
