use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use fasttrack_domain::{
    event::{Event, EventId},
    registration::{Registration, RegistrationId, RegistrationStatus},
    user::User,
};
use fasttrack_test_support::{a_registration, an_event, instant};

use crate::{Harness, pages::first, races::race};

const WAITLISTED: RegistrationStatus = RegistrationStatus::Waitlisted;

async fn some_events(harness: &Harness) -> (User, Event, Event) {
    let user = harness.some_user().await;
    let (event, other) = (an_event(&user).build(), an_event(&user).build());
    harness.add_event(&event).await;
    harness.add_event(&other).await;
    (user, event, other)
}

fn ids(registrations: &[Registration]) -> Vec<RegistrationId> {
    registrations.iter().map(|registration| registration.id).collect()
}

async fn confirm(harness: &Harness, event: EventId, number: u32) -> Vec<RegistrationId> {
    let mut unit = harness.unit().await;
    let confirmed = unit.registrations().confirm_first(event, number).await.unwrap();
    unit.commit().await.unwrap();
    confirmed
}

pub(crate) async fn the_first_are_confirmed_in_their_order(harness: &Harness) {
    let (_, event, other) = some_events(harness).await;
    // Neither the order in which they were made or added nor the identifiers decide: the places do.
    let waiting: Vec<_> =
        [5, 1, 4, 2, 3, 70].map(|place| a_registration(&event).waiting(place).build()).into();
    let others = [
        a_registration(&event).build(),
        a_registration(&event).waiting(6).cancelled().build(),
        a_registration(&other).waiting(1).build(),
    ];
    harness.register(&waiting).await;
    harness.register(&others).await;
    let by_place = |places: &[u64]| -> Vec<RegistrationId> {
        let of = |place| waiting.iter().find(|waits| waits.place == Some(place)).unwrap().id;
        places.iter().map(|place| of(*place)).collect()
    };

    assert_eq!(confirm(harness, event.id, 0).await, []);
    assert_eq!(confirm(harness, event.id, 2).await, by_place(&[1, 2]));
    assert_eq!(confirm(harness, event.id, 1).await, by_place(&[3]));
    assert_eq!(confirm(harness, event.id, u32::MAX).await, by_place(&[4, 5, 70]));
    assert_eq!(confirm(harness, event.id, 1).await, []);
    assert_eq!(confirm(harness, EventId::new(fasttrack_test_support::unique_id()), 1).await, []);

    for before in waiting {
        let after = Registration { status: RegistrationStatus::Confirmed, ..before.clone() };
        assert_eq!(harness.registration(&before).await, Some(after), "its place stays");
    }
    for other in others {
        assert_eq!(harness.registration(&other).await, Some(other));
    }
}

pub(crate) async fn positions_close_up(harness: &Harness) {
    let (_, event, other) = some_events(harness).await;
    let mut waiting: Vec<_> =
        (1..=6).map(|place| a_registration(&event).waiting(place * 10).build()).collect();
    harness.register(&waiting).await;
    harness.register(&[a_registration(&event).build(), a_registration(&other).waiting(1).build()]).await;
    assert_positions(harness, event.id, &waiting).await;

    for gone in [3, 0] {
        let cancelled = Registration { status: RegistrationStatus::Cancelled, ..waiting.remove(gone) };
        let mut unit = harness.unit().await;
        assert!(unit.registrations().update(&cancelled).await.unwrap());
        unit.commit().await.unwrap();
        assert_positions(harness, event.id, &waiting).await;
    }
    assert_eq!(confirm(harness, event.id, 1).await, ids(&waiting[..1]));
    waiting.remove(0);
    assert_positions(harness, event.id, &waiting).await;
}

/// Both ways to learn a position say that these wait, in this order.
async fn assert_positions(harness: &Harness, event: EventId, waiting: &[Registration]) {
    let listed = harness.registrations.list(event, Some(WAITLISTED), &first(100)).await.unwrap().items;
    let mut listed: Vec<_> = listed.into_iter().map(|view| (view.position, view.registration.id)).collect();
    listed.sort();
    let expected: Vec<_> = (1..).map(Some).zip(ids(waiting)).collect();
    assert_eq!(listed, expected);
    let mut unit = harness.unit().await;
    for (registration, expected) in waiting.iter().zip(1..) {
        let place = registration.place.unwrap();
        assert_eq!(unit.registrations().position(event, place).await.unwrap(), expected);
        assert_eq!(unit.registrations().position(event, place - 1).await.unwrap(), expected - 1);
    }
    let all = u32::try_from(waiting.len()).unwrap();
    assert_eq!(unit.registrations().position(event, i64::MAX as u64).await.unwrap(), all);
}

/// As the use case does it: hold the event, decide, add, count, commit.
pub(crate) async fn a_hundred_units_race_for_ten_seats(harness: &Harness) {
    const SEATS: u32 = 10;
    let event = an_event(&harness.some_user().await).seats(i64::from(SEATS)).build();
    harness.add_event(&event).await;
    let (shared, id) = (harness.clone(), event.id);
    // Whoever holds the event draws the next number: so the numbers are in the order of commits.
    let order = Arc::new(AtomicU64::new(0));
    let results = race(100, move |i| {
        let (harness, event, order) = (shared.clone(), event.clone(), Arc::clone(&order));
        async move {
            let mut unit = harness.store.begin().await?;
            let mut counters = unit.events().find(event.id).await?.unwrap().counters;
            let drawn = order.fetch_add(1, Ordering::SeqCst);
            let new = a_registration(&event).email(&format!("{i}@example.org"));
            let new = if counters.registered < SEATS {
                counters.registered += 1;
                new
            } else {
                counters.waitlisted += 1;
                counters.last_place += 1;
                new.waiting(counters.last_place)
            };
            let new = new.made_at(instant("2030-01-01T00:00:00Z")).build();
            unit.registrations().add_all(std::slice::from_ref(&new)).await?;
            unit.counters().set_registrations(event.id, &counters).await?;
            unit.commit().await?;
            Ok((drawn, new.place))
        }
    })
    .await;

    let mut committed: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    committed.sort();
    let places: Vec<_> = committed.into_iter().map(|(_, place)| place).collect();
    let expected: Vec<_> = [None; SEATS as usize].into_iter().chain((1..=90).map(Some)).collect();
    assert_eq!(places, expected);
    let counters = harness.view(id).await.counters;
    assert_eq!((counters.registered, counters.waitlisted, counters.last_place), (SEATS, 90, 90));
    for (status, number) in [(RegistrationStatus::Confirmed, 10), (WAITLISTED, 90)] {
        let found = harness.registrations.list(id, Some(status), &first(100)).await.unwrap();
        assert_eq!(found.items.len(), number);
    }
}
