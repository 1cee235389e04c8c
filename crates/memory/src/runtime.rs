use chrono::{DateTime, Utc};
use fasttrack_domain::{
    ports::{Clock, IdGenerator},
    time::Timestamp,
};
use uuid::Uuid;

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter of the port that replaces it")]
    fn now(&self) -> Timestamp {
        nearest(Utc::now())
    }
}

/// UUIDs, version 7. Those of one process are in the order in which they were made, within a
/// millisecond and when the clock goes back, too.
#[derive(Debug, Clone, Copy, Default)]
pub struct UuidV7;

impl IdGenerator for UuidV7 {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter of the port that replaces it")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// 9999-12-31T23:59:59.999999Z
const LAST_MICROS: i64 = 253_402_300_799_999_999;

/// A machine whose clock stands outside of the years that exist here still gets an answer: the
/// first or the last instant of them.
fn nearest(at: DateTime<Utc>) -> Timestamp {
    let last = || Timestamp::from_micros(LAST_MICROS);
    let within = if at < DateTime::UNIX_EPOCH { None } else { Timestamp::new(at).or_else(|_| last()).ok() };
    within.unwrap_or(Timestamp::EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_outside_of_the_years_is_moved_to_the_nearest_instant() {
        for (clock, nearest_instant) in [
            (DateTime::<Utc>::MIN_UTC, "1970-01-01T00:00:00Z"),
            (DateTime::UNIX_EPOCH, "1970-01-01T00:00:00Z"),
            (DateTime::from_timestamp(1_773_516_600, 123_456_789).unwrap(), "2026-03-14T19:30:00.123456Z"),
            (DateTime::<Utc>::MAX_UTC, "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(nearest(clock).to_string(), nearest_instant);
        }
    }
}
