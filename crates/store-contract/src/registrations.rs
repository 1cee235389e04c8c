use fasttrack_domain::{
    event::{Event, EventId},
    registration::{AttendeeName, Registration, RegistrationId, RegistrationStatus},
    time::Timestamp,
    user::UserId,
};
use fasttrack_test_support::{a_registration, a_user, an_event, instant, unique_id};

use crate::{Harness, assert_conflict, pages::first, users::LATEST};

async fn some_event(harness: &Harness) -> Event {
    let event = an_event(&harness.some_user().await).build();
    harness.add_event(&event).await;
    event
}

pub(crate) async fn every_field_survives(harness: &Harness) {
    let (event, user) = (some_event(harness).await, a_user("grace").called("Grace Hopper 🎶").build());
    harness.add_user(&user).await;
    let came = instant("2030-06-01T18:00:00.000001Z");
    let all = [
        a_registration(&event).of("Zé d’Ávila").made_at(instant("2030-01-02T03:04:05.678901Z")).build(),
        a_registration(&event).email("ÉVA+1@Example.org").promoted_from(7).checked_in(came).build(),
        a_registration(&event).by(&user).waiting(8).build(),
        a_registration(&event).by(&user).waiting(9).cancelled().build(),
        a_registration(&event).cancelled().build(),
    ];
    harness.register(&all).await;
    let listed = harness.registrations.list(event.id, None, &first(10)).await.unwrap().items;
    assert_eq!(listed.len(), all.len());
    for registration in all {
        assert_eq!(harness.registration(&registration).await.as_ref(), Some(&registration));
        let view = listed.iter().find(|view| view.registration.id == registration.id).unwrap();
        let waits = registration.status == RegistrationStatus::Waitlisted;
        assert_eq!(view.position, waits.then_some(1));
        assert_eq!(view.registration, registration);
    }
}

pub(crate) async fn the_shortest_and_longest_values_survive(harness: &Harness) {
    let event = some_event(harness).await;
    let longest = "é".repeat(AttendeeName::MAX);
    let domain = format!("{}.{}.org", "d".repeat(90), "e".repeat(94));
    let long_address = format!("{}@{domain}", "l".repeat(64));
    let last = u64::from(u32::MAX) * 2;
    for registration in [
        a_registration(&event).of("x").email("a@b.c").waiting(1).made_at(Timestamp::EPOCH).build(),
        a_registration(&event).of(&longest).email(&long_address).made_at(instant(LATEST)).build(),
        a_registration(&event).waiting(last).build(),
        a_registration(&event).checked_in(instant(LATEST)).build(),
    ] {
        harness.register(std::slice::from_ref(&registration)).await;
        assert_eq!(harness.registration(&registration).await, Some(registration));
    }
}

pub(crate) async fn many_are_added_at_once(harness: &Harness) {
    let (event, other) = (some_event(harness).await, an_event(&a_user("grace").build()));
    let other = other.owned_by(event.created_by).build();
    harness.add_event(&other).await;
    let all: Vec<Registration> = (0..700)
        .map(|i| a_registration(if i % 7 == 0 { &other } else { &event }).waiting(i + 1).build())
        .collect();
    harness.register(&all).await;
    harness.register(&[]).await;
    let mut unit = harness.unit().await;
    assert_eq!(unit.registrations().position(event.id, 700).await.unwrap(), 600);
    assert_eq!(unit.registrations().position(other.id, 700).await.unwrap(), 100);
    for registration in all.iter().step_by(97).chain(all.last()) {
        let found = unit.registrations().find(registration.event_id, registration.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(registration));
    }
}

pub(crate) async fn a_registration_needs_its_event(harness: &Harness) {
    let event = some_event(harness).await;
    let gone = Event { id: EventId::new(unique_id()), ..event.clone() };
    let all = [a_registration(&event).build(), a_registration(&gone).build()];
    assert_conflict!(harness.try_register(&all).await, EventUnknown);
    assert_eq!(harness.registration(&all[0]).await, None);
}

pub(crate) async fn a_registration_is_found_for_its_event_only(harness: &Harness) {
    let event = some_event(harness).await;
    let other = an_event(&a_user("grace").build()).owned_by(event.created_by).build();
    harness.add_event(&other).await;
    let registration = a_registration(&event).build();
    harness.register(std::slice::from_ref(&registration)).await;
    let mut unit = harness.unit().await;
    for (event, id) in [
        (other.id, registration.id),
        (event.id, RegistrationId::new(unique_id())),
        (EventId::new(unique_id()), registration.id),
    ] {
        assert_eq!(unit.registrations().find(event, id).await.unwrap(), None);
        let elsewhere = Registration { event_id: event, id, ..registration.clone() };
        assert!(!unit.registrations().update(&elsewhere).await.unwrap());
    }
}

pub(crate) async fn an_update_writes_the_status_and_the_check_in_only(harness: &Harness) {
    let event = some_event(harness).await;
    let before = a_registration(&event).email("ada@example.org").promoted_from(3).build();
    let bystander = a_registration(&event).build();
    harness.register(&[before.clone(), bystander.clone()]).await;
    let came = Some(instant("2030-06-01T18:05:00.000001Z"));
    for (status, checked_in_at) in [
        (RegistrationStatus::Confirmed, came),
        (RegistrationStatus::Confirmed, None),
        (RegistrationStatus::Waitlisted, None),
        (RegistrationStatus::Cancelled, None),
        (RegistrationStatus::Confirmed, came),
    ] {
        let changed = Registration {
            status,
            checked_in_at,
            user_id: Some(UserId::new(unique_id())),
            name: "Somebody else".parse().unwrap(),
            email: None,
            place: Some(99),
            created_at: Timestamp::EPOCH,
            ..before.clone()
        };
        let mut unit = harness.unit().await;
        assert!(unit.registrations().update(&changed).await.unwrap());
        unit.commit().await.unwrap();
        let after = Registration { status, checked_in_at, ..before.clone() };
        assert_eq!(harness.registration(&before).await, Some(after));
    }
    assert_eq!(harness.registration(&bystander).await, Some(bystander));
}

pub(crate) async fn a_deleted_event_takes_its_registrations_along(harness: &Harness) {
    let event = some_event(harness).await;
    let other = an_event(&a_user("grace").build()).owned_by(event.created_by).build();
    harness.add_event(&other).await;
    let all = [
        a_registration(&event).email("ada@example.org").build(),
        a_registration(&event).waiting(1).build(),
        a_registration(&other).email("ada@example.org").build(),
    ];
    harness.register(&all).await;
    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    unit.commit().await.unwrap();
    // The same event again, and nobody is registered for it.
    harness.add_event(&event).await;
    assert_eq!(harness.registrations.list(event.id, None, &first(10)).await.unwrap().items, []);
    assert_eq!(harness.registration(&all[2]).await.as_ref(), Some(&all[2]));
    harness.register(&all[..1]).await;
}

pub(crate) async fn a_deleted_user_leaves_its_registrations(harness: &Harness) {
    let (event, user) = (some_event(harness).await, a_user("grace").build());
    harness.add_user(&user).await;
    let registration = a_registration(&event).by(&user).build();
    harness.register(std::slice::from_ref(&registration)).await;
    let mut unit = harness.unit().await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.commit().await.unwrap();
    let left = Registration { user_id: None, ..registration.clone() };
    assert_eq!(harness.registration(&registration).await, Some(left));
}
