use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::TimeDelta;
use fasttrack_domain::{event::EventId, time::Timestamp};

/// For which events a forecast was lately asked for by readers: else each of them would ask, for as long
/// as there is none to be had. Each process remembers by itself.
#[derive(Debug, Default)]
pub struct Lately(Mutex<HashMap<EventId, Timestamp>>);

impl Lately {
    /// For how long an event is not asked for again: until a sweep came by.
    pub const SPAN: TimeDelta = TimeDelta::minutes(30);
    /// How many events are remembered. Of more the sweep takes care.
    pub const MOST: usize = 10_000;

    /// Whether it is time to ask for this event; who is told so does.
    pub(super) fn is_time_for(&self, event: EventId, now: Timestamp) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lately = |at: &Timestamp| at.saturating_add(Self::SPAN) > now;
        if asked.get(&event).is_some_and(is_lately) {
            return false;
        }
        if asked.len() >= Self::MOST {
            asked.retain(|_, at| is_lately(at));
        }
        let has_room = asked.len() < Self::MOST;
        if has_room {
            asked.insert(event, now);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use fasttrack_test_support::{instant, unique_id};

    use super::*;

    #[test]
    fn an_event_is_asked_for_once_in_a_while() {
        let lately = Lately::default();
        let (event, other) = (EventId::new(unique_id()), EventId::new(unique_id()));
        for (event, at, expected) in [
            (event, "2030-01-01T12:00:00Z", true),
            (event, "2030-01-01T12:29:59.999999Z", false),
            (other, "2030-01-01T12:29:59.999999Z", true),
            (event, "2030-01-01T12:30:00Z", true),
            (event, "2030-01-01T12:30:00Z", false),
            (other, "2030-01-01T12:30:00Z", false),
        ] {
            assert_eq!(lately.is_time_for(event, instant(at)), expected, "{at}");
        }
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let (lately, now) = (Lately::default(), instant("2030-01-01T12:00:00Z"));
        for _ in 0..Lately::MOST {
            assert!(lately.is_time_for(EventId::new(unique_id()), now));
        }
        let event = EventId::new(unique_id());
        assert!(!lately.is_time_for(event, now));
        assert!(lately.is_time_for(event, now.saturating_add(Lately::SPAN)));
        assert_eq!(lately.0.lock().unwrap().len(), 1);
    }
}
