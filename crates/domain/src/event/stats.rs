use std::str::FromStr;

use crate::Invalid;

/// What events are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatsGroup {
    /// Their city, accents and case aside.
    City,
    /// The month in which they start, in UTC, as `2027-03`.
    Month,
    /// Their venue, as `name (city)`; those without one are left out.
    Venue,
    /// Their tags, accents and case aside: an event counts for each.
    Tag,
}

impl StatsGroup {
    /// Every group.
    pub const ALL: [Self; 4] = [Self::City, Self::Month, Self::Venue, Self::Tag];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Month => "month",
            Self::Venue => "venue",
            Self::Tag => "tag",
        }
    }
}

impl FromStr for StatsGroup {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|group| group.as_str() == raw)
            .ok_or_else(|| Invalid::new("invalid_group", "must be city, month, venue or tag"))
    }
}

/// What the events of one group come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventStats {
    /// What they have in common, as people write it.
    pub key: String,
    /// How many there are.
    pub events: u64,
    /// Confirmed registrations.
    pub registered: u64,
    /// Registrations that wait for a seat.
    pub waitlisted: u64,
    /// Seats, of the events that have a number of them.
    pub capacity: u64,
    /// Confirmed registrations of the events that have a number of seats.
    pub seated: u64,
    /// How often they were looked at.
    pub views: u64,
}

impl EventStats {
    /// How many of the seats are taken, of 1; `None` where no event has a number of seats.
    #[must_use]
    pub fn fill_rate(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a rate of fewer than 2^52 seats")]
        let rate = |seated: u64, capacity: u64| seated as f64 / capacity as f64;
        (self.capacity > 0).then(|| rate(self.seated, self.capacity))
    }
}
