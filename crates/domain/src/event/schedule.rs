use crate::{
    Invalid,
    time::{TimeZone, Timestamp},
};

/// When an event happens. It ends after it starts, if it says when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    time_zone: TimeZone,
}

impl Schedule {
    /// Checks the order of start and end.
    ///
    /// # Errors
    /// `ends_before_start` unless the end lies after the start.
    pub fn new(
        starts_at: Timestamp,
        ends_at: Option<Timestamp>,
        time_zone: TimeZone,
    ) -> Result<Self, Invalid> {
        if ends_at.is_some_and(|end| end <= starts_at) {
            return Err(Invalid::new("ends_before_start", "must be after the start"));
        }
        Ok(Self { starts_at, ends_at, time_zone })
    }

    /// When it starts.
    #[must_use]
    pub const fn starts_at(self) -> Timestamp {
        self.starts_at
    }

    /// When it ends; an event without an end occupies no venue.
    #[must_use]
    pub const fn ends_at(self) -> Option<Timestamp> {
        self.ends_at
    }

    /// The zone of the clocks on its walls.
    #[must_use]
    pub const fn time_zone(self) -> TimeZone {
        self.time_zone
    }
}
