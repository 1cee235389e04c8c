use std::sync::Mutex;

use fasttrack_domain::{ports::Clock, time::Timestamp};

use crate::instant;

/// A clock that stands still until it is told otherwise.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// Stands at this instant.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Jumps to an instant, back in time too.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }

    /// Moves on.
    pub fn advance(&self, span: std::time::Duration) {
        let mut now = self.0.lock().unwrap();
        let span = i64::try_from(span.as_micros()).unwrap();
        *now = Timestamp::from_micros(now.micros() + span).unwrap();
    }
}

/// Noon of 1 January 2030, UTC.
impl Default for FixedClock {
    fn default() -> Self {
        Self::at(instant("2030-01-01T12:00:00Z"))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn stands_still_until_moved() {
        let clock = FixedClock::default();
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), instant("2030-01-01T12:01:30Z"));
        clock.set(Timestamp::EPOCH);
        assert_eq!(clock.now(), Timestamp::EPOCH);
    }
}
