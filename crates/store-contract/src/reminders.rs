use std::collections::BTreeSet;

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    event::{Event, EventStatus, Schedule},
    registration::{Registration, RegistrationId},
    time::{TimeZone, Timestamp},
    user::User,
    version::Version,
};
use fasttrack_test_support::{a_registration, an_event, instant, unique_id};

use crate::{Harness, races::race};

const DAY: TimeDelta = TimeDelta::days(1);

/// Events start at 18:00.
fn now() -> Timestamp {
    instant("2030-05-31T18:00:00Z")
}

impl Harness {
    async fn event_at(&self, start: &str) -> Event {
        let event = an_event(&self.someone().await).starts(start).build();
        self.add_event(&event).await;
        event
    }

    /// The same user every time.
    async fn someone(&self) -> User {
        match self.users.credentials(&"ada".parse().unwrap()).await.unwrap() {
            Some(found) => found.user,
            None => self.some_user().await,
        }
    }

    async fn try_remind(
        &self,
        now: Timestamp,
        most: u16,
    ) -> Result<Vec<(RegistrationId, Timestamp)>, StoreError> {
        let mut unit = self.store.begin().await?;
        let taken = unit.registrations().take_reminders(now, DAY, most).await?;
        unit.commit().await?;
        Ok(taken)
    }

    async fn remind(&self, now: Timestamp) -> BTreeSet<RegistrationId> {
        let taken = self.try_remind(now, 100).await.unwrap();
        let ids: BTreeSet<_> = taken.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), taken.len(), "one of them twice");
        ids
    }
}

fn with_address(event: &Event, n: usize) -> Registration {
    a_registration(event).email(&format!("guest{n}@example.org")).build()
}

pub(crate) async fn who_comes_is_taken_once_with_the_start(harness: &Harness) {
    let event = harness.event_at("2030-06-01T18:00:00Z").await;
    let registration = with_address(&event, 1);
    harness.register(std::slice::from_ref(&registration)).await;
    let taken = harness.try_remind(now(), 100).await.unwrap();
    assert_eq!(taken, [(registration.id, instant("2030-06-01T18:00:00Z"))]);
    assert_eq!(harness.try_remind(now(), 100).await.unwrap(), []);
    assert_eq!(harness.registration(&registration).await, Some(registration));
}

pub(crate) async fn only_who_has_a_seat_and_an_address_is_taken(harness: &Harness) {
    let event = harness.event_at("2030-06-01T18:00:00Z").await;
    let promoted = a_registration(&event).email("p@example.org").promoted_from(3).build();
    let checked_in = a_registration(&event).email("c@example.org").checked_in(now()).build();
    harness
        .register(&[
            promoted.clone(),
            checked_in.clone(),
            a_registration(&event).build(),
            a_registration(&event).email("w@example.org").waiting(4).build(),
            a_registration(&event).email("x@example.org").cancelled().build(),
        ])
        .await;
    assert_eq!(harness.remind(now()).await, BTreeSet::from([promoted.id, checked_in.id]));
}

pub(crate) async fn only_published_events_that_start_soon_are_reminded_of(harness: &Harness) {
    let mut expected = BTreeSet::new();
    for (start, is_soon) in [
        ("2030-05-31T18:00:00Z", false),
        ("2030-05-31T18:00:00.000001Z", true),
        ("2030-06-01T18:00:00Z", true),
        ("2030-06-01T18:00:00.000001Z", false),
    ] {
        let event = harness.event_at(start).await;
        let registration = with_address(&event, 1);
        harness.register(std::slice::from_ref(&registration)).await;
        if is_soon {
            expected.insert(registration.id);
        }
    }
    for status in [EventStatus::Draft, EventStatus::Cancelled] {
        let event = an_event(&harness.someone().await).starts("2030-06-01T12:00:00Z").status(status).build();
        harness.add_event(&event).await;
        harness.register(&[with_address(&event, 1)]).await;
    }
    assert_eq!(harness.remind(now()).await, expected);
}

pub(crate) async fn who_registers_late_needs_no_reminder(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let made = |n, at| Registration { created_at: instant(at), ..with_address(&event, n) };
    let in_time = made(1, "2030-05-31T12:00:00Z");
    let late = made(2, "2030-05-31T12:00:00.000001Z");
    harness.register(&[in_time.clone(), late]).await;
    assert_eq!(harness.remind(now()).await, BTreeSet::from([in_time.id]));
}

pub(crate) async fn a_moved_event_is_reminded_of_again(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let registration = with_address(&event, 1);
    harness.register(std::slice::from_ref(&registration)).await;
    assert_eq!(harness.remind(now()).await.len(), 1);

    let mut moved = event.clone();
    for (start, again) in [("2030-06-01T13:00:00Z", true), ("2030-06-01T12:00:00Z", false)] {
        moved.version = Version(moved.version.0 + 1);
        moved.details.schedule = Schedule::new(instant(start), None, TimeZone::UTC).unwrap();
        assert!(harness.try_update_event(&moved).await.unwrap());
        let taken = harness.try_remind(now(), 100).await.unwrap();
        let expected = if again { vec![(registration.id, instant(start))] } else { vec![] };
        assert_eq!(taken, expected, "moved to {start}");
    }
}

/// They knew of another day, which was far off.
pub(crate) async fn who_registered_before_an_event_was_moved_near_is_taken(harness: &Harness) {
    let event = harness.event_at("2030-06-20T12:00:00Z").await;
    let made = |n, at| Registration { created_at: instant(at), ..with_address(&event, n) };
    let before = made(1, "2030-05-31T16:59:59.999999Z");
    let after = made(2, "2030-05-31T17:00:00Z");
    harness.register(&[before.clone(), after]).await;
    assert_eq!(harness.remind(now()).await, BTreeSet::new());

    let mut moved = Event { version: event.version.next(), ..event };
    moved.updated_at = instant("2030-05-31T17:00:00Z");
    moved.details.schedule = Schedule::new(instant("2030-06-01T12:00:00Z"), None, TimeZone::UTC).unwrap();
    assert!(harness.try_update_event(&moved).await.unwrap());
    assert_eq!(harness.remind(now()).await, BTreeSet::from([before.id]));
}

pub(crate) async fn they_are_taken_bit_by_bit(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let all: Vec<_> = (0..7).map(|n| with_address(&event, n)).collect();
    harness.register(&all).await;
    assert_eq!(harness.try_remind(now(), 0).await.unwrap(), []);
    let mut seen = BTreeSet::new();
    for expected in [3, 3, 1, 0] {
        let taken = harness.try_remind(now(), 3).await.unwrap();
        assert_eq!(taken.len(), expected);
        seen.extend(taken.into_iter().map(|(id, _)| id));
    }
    assert_eq!(seen, all.iter().map(|registration| registration.id).collect());
}

pub(crate) async fn a_unit_that_is_rolled_back_takes_none(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    harness.register(&[with_address(&event, 1)]).await;
    let mut unit = harness.unit().await;
    assert_eq!(unit.registrations().take_reminders(now(), DAY, 10).await.unwrap().len(), 1);
    drop(unit);
    assert_eq!(harness.remind(now()).await.len(), 1);
}

pub(crate) async fn several_at_once_take_each_once(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let all: Vec<_> = (0..200).map(|n| with_address(&event, n)).collect();
    harness.register(&all).await;
    let shared = harness.clone();
    let results = race(4, move |_| {
        let harness = shared.clone();
        async move { harness.try_remind(now(), 60).await }
    })
    .await;
    let mut taken: Vec<_> = results.into_iter().flat_map(Result::unwrap).collect();
    // Those that stood in each other's way took fewer than they might.
    taken.extend(harness.try_remind(now(), 300).await.unwrap());
    assert_eq!(taken.len(), all.len());
    let ids: BTreeSet<_> = taken.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, all.iter().map(|registration| registration.id).collect());
}

pub(crate) async fn a_deleted_event_takes_its_reminders_along(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let registration = with_address(&event, 1);
    harness.register(std::slice::from_ref(&registration)).await;
    assert_eq!(harness.remind(now()).await.len(), 1);
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.registrations.find(registration.id).await.unwrap(), None);
}

pub(crate) async fn a_registration_is_found_whatever_it_is_for(harness: &Harness) {
    let event = harness.event_at("2030-06-01T12:00:00Z").await;
    let waiting = a_registration(&event).email("ida@example.org").waiting(1).build();
    let cancelled = a_registration(&event).cancelled().build();
    harness.register(&[waiting.clone(), cancelled.clone()]).await;
    for registration in [waiting, cancelled] {
        assert_eq!(harness.registrations.find(registration.id).await.unwrap(), Some(registration));
    }
    let nowhere = RegistrationId::new(unique_id());
    assert_eq!(harness.registrations.find(nowhere).await.unwrap(), None);
}
