//! Places where events happen.

mod coordinates;
mod kind;

pub use coordinates::Coordinates;
pub use kind::VenueKind;

use crate::{
    Invalid,
    id::Id,
    text::{City, Text, TextKind},
    time::Timestamp,
    version::Version,
};

/// The identifier of a [`Venue`].
pub type VenueId = Id<Venue>;

/// What a venue is called; unique in its city, accents and case aside.
pub type VenueName = Text<VenueNameKind>;
/// Bounds of [`VenueName`].
pub enum VenueNameKind {}
impl TextKind for VenueNameKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}

/// Where in its city a venue stands.
pub type Address = Text<AddressKind>;
/// Bounds of [`Address`].
pub enum AddressKind {}
impl TextKind for AddressKind {
    const MIN: usize = 1;
    const MAX: usize = 200;
}

/// How many people fit in: 1 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capacity(u32);

impl Capacity {
    /// The largest capacity.
    pub const MAX: u32 = 1_000_000;

    /// Checks the bounds.
    ///
    /// # Errors
    /// `out_of_range` outside 1–1,000,000.
    pub fn new(raw: i64) -> Result<Self, Invalid> {
        u32::try_from(raw)
            .ok()
            .filter(|n| (1..=Self::MAX).contains(n))
            .map(Self)
            .ok_or_else(|| Invalid::new("out_of_range", "must be between 1 and 1000000"))
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// What people decide about a venue: everything but its identity and history.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueDetails {
    /// What it is called.
    pub name: VenueName,
    /// What sort of place it is.
    pub kind: VenueKind,
    /// How many people fit in.
    pub capacity: Capacity,
    /// Whether it can be reached without steps.
    pub accessible: bool,
    /// Where in its city it stands.
    pub address: Option<Address>,
    /// Its city.
    pub city: City,
    /// Where on Earth it stands.
    pub coordinates: Option<Coordinates>,
}

/// A place where events happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Venue {
    /// Identifies the venue for ever.
    pub id: VenueId,
    /// What people decide about it.
    pub details: VenueDetails,
    /// Counts its edits.
    pub version: Version,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What an event shows of its venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueSummary {
    /// The venue.
    pub id: VenueId,
    /// What it is called.
    pub name: VenueName,
    /// Its city.
    pub city: City,
    /// How many people fit in.
    pub capacity: Capacity,
}

/// Which venues to list. Sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VenueFilter {
    /// In this city, accents and case aside.
    pub city: Option<crate::text::FoldedKey>,
    /// Of this sort.
    pub kind: Option<VenueKind>,
    /// Accessible ones, or the others.
    pub accessible: Option<bool>,
    /// With all these words in name, address or city.
    pub query: Option<crate::text::SearchText>,
}
