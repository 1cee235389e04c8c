use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What Redis's clock shows, as it was seen on one connection: behind another one may be another
/// Redis.
#[derive(Default)]
pub(crate) struct Clock(Mutex<Option<Reading>>);

struct Reading {
    /// Since 1970.
    shown: Duration,
    /// When we knew.
    known: Instant,
}

impl Clock {
    /// Redis's clock showed this a moment before now.
    pub(crate) fn note(&self, shown: Duration) {
        let reading = Reading { shown, known: Instant::now() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    }

    /// What it showed at an instant of ours, or a bit less: by as much as an answer took to get
    /// here. So nothing that is to end at some time ends later. `None` before it was ever seen.
    pub(crate) fn at(&self, instant: Instant) -> Option<Duration> {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Reading { shown, known } = reading.as_ref()?;
        let later = instant.saturating_duration_since(*known);
        let earlier = known.saturating_duration_since(instant);
        Some((*shown + later).saturating_sub(earlier))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_and_back_from_where_it_was_seen() {
        let clock = Clock::default();
        let (before, hour) = (Instant::now(), Duration::from_secs(3600));
        assert_eq!(clock.at(before), None);
        clock.note(2 * hour);
        let after = Instant::now();
        assert!(clock.at(before).unwrap() <= 2 * hour && clock.at(after).unwrap() >= 2 * hour);
        let passed = clock.at(after + hour).unwrap() - clock.at(before).unwrap();
        assert_eq!(passed, after + hour - before);
    }

    #[test]
    fn what_was_seen_last_counts() {
        let clock = Clock::default();
        for hours in [5, 1, 3] {
            let shown = Duration::from_secs(hours * 3600);
            clock.note(shown);
            assert!(clock.at(Instant::now()).unwrap() - shown < Duration::from_secs(600));
        }
    }
}
