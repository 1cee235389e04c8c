use fasttrack_domain::{
    event::Event,
    registration::{Registration, RegistrationStatus},
    user::User,
};
use fasttrack_test_support::{a_registration, an_event};

use crate::{Harness, assert_conflict, pages::first, races::race, winners};

const ADA: &str = "ada@example.org";

async fn two_events(harness: &Harness) -> (User, Event, Event) {
    let user = harness.some_user().await;
    let (event, other) = (an_event(&user).build(), an_event(&user).build());
    harness.add_event(&event).await;
    harness.add_event(&other).await;
    (user, event, other)
}

pub(crate) async fn an_address_has_one_live_registration(harness: &Harness) {
    let (_, event, other) = two_events(harness).await;
    harness.register(&[a_registration(&event).email(ADA).build()]).await;
    for again in [
        a_registration(&event).email("ADA@example.org").of("Another name").build(),
        a_registration(&event).email(ADA).waiting(1).build(),
    ] {
        assert_conflict!(harness.try_register(&[again]).await, EmailRegistered);
    }
    // What does not count: another event, another address, no address, and one that is cancelled.
    harness
        .register(&[
            a_registration(&other).email(ADA).waiting(1).build(),
            a_registration(&event).email("adah@example.org").build(),
            a_registration(&event).build(),
            a_registration(&event).build(),
            a_registration(&event).email(ADA).cancelled().build(),
            a_registration(&event).email(ADA).cancelled().build(),
        ])
        .await;
}

pub(crate) async fn a_conflict_among_many_leaves_nothing(harness: &Harness) {
    let (_, event, _) = two_events(harness).await;
    let many = [
        a_registration(&event).email("first@example.org").build(),
        a_registration(&event).email(ADA).build(),
        a_registration(&event).email(ADA).build(),
    ];
    assert_conflict!(harness.try_register(&many).await, EmailRegistered);
    assert_eq!(harness.registrations.list(event.id, None, &first(10)).await.unwrap().items, []);
    harness.register(&many[..2]).await;
}

pub(crate) async fn who_cancelled_may_register_again(harness: &Harness) {
    let (_, event, _) = two_events(harness).await;
    let mut last = a_registration(&event).email(ADA).build();
    harness.register(std::slice::from_ref(&last)).await;
    for _ in 0..3 {
        set_status(harness, &last, RegistrationStatus::Cancelled).await;
        last = a_registration(&event).email(ADA).build();
        harness.register(std::slice::from_ref(&last)).await;
    }
    let all = harness.registrations.list(event.id, None, &first(10)).await.unwrap().items;
    assert_eq!(all.len(), 4);
    assert_eq!(all.iter().filter(|view| view.registration.is_live()).count(), 1);
}

pub(crate) async fn what_was_cancelled_cannot_come_back_beside_another(harness: &Harness) {
    let (_, event, _) = two_events(harness).await;
    let cancelled = a_registration(&event).email(ADA).cancelled().build();
    harness.register(&[cancelled.clone(), a_registration(&event).email(ADA).build()]).await;
    let back = Registration { status: RegistrationStatus::Confirmed, ..cancelled.clone() };
    assert_conflict!(harness.unit().await.registrations().update(&back).await, EmailRegistered);
    assert_eq!(harness.registration(&cancelled).await, Some(cancelled));
}

pub(crate) async fn one_of_two_units_registers_the_address(harness: &Harness) {
    let (user, _, _) = two_events(harness).await;
    for _ in 0..10 {
        let event = an_event(&user).build();
        harness.add_event(&event).await;
        let (shared, id) = (harness.clone(), event.id);
        let results = race(2, move |_| {
            let (harness, new) = (shared.clone(), a_registration(&event).email(ADA).build());
            async move { harness.try_register(&[new]).await }
        })
        .await;
        assert_eq!(winners!(results, EmailRegistered), 1);
        assert_eq!(harness.registrations.list(id, None, &first(10)).await.unwrap().items.len(), 1);
    }
}

async fn set_status(harness: &Harness, registration: &Registration, status: RegistrationStatus) {
    let mut unit = harness.unit().await;
    let changed = Registration { status, ..registration.clone() };
    assert!(unit.registrations().update(&changed).await.unwrap());
    unit.commit().await.unwrap();
}
