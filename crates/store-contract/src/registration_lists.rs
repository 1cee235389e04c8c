use fasttrack_domain::{
    event::Event,
    page::{Page, Position, SortKey},
    registration::{Registration, RegistrationId, RegistrationStatus, RegistrationView},
    text::FoldedKey,
    time::Timestamp,
    user::User,
};
use fasttrack_test_support::{a_registration, a_user, an_event, instant, unique_id};

use crate::{
    Harness,
    pages::{first, walk},
};

async fn some_events(harness: &Harness) -> (User, Event, Event) {
    let user = harness.some_user().await;
    let (event, other) = (an_event(&user).build(), an_event(&user).build());
    harness.add_event(&event).await;
    harness.add_event(&other).await;
    (user, event, other)
}

fn day(n: u32) -> Timestamp {
    instant(&format!("2030-01-{n:02}T00:00:00Z"))
}

fn ids(views: &[RegistrationView]) -> Vec<RegistrationId> {
    views.iter().map(|view| view.registration.id).collect()
}

pub(crate) async fn lists_of_an_event_are_by_age_and_of_one_status(harness: &Harness) {
    let (_, event, other) = some_events(harness).await;
    let all = [
        a_registration(&event).made_at(day(3)).build(),
        a_registration(&event).made_at(day(1)).waiting(2).build(),
        a_registration(&event).made_at(day(2)).waiting(1).build(),
        a_registration(&event).made_at(day(2)).build(),
        a_registration(&event).made_at(day(4)).cancelled().build(),
        a_registration(&other).made_at(day(1)).waiting(1).build(),
    ];
    harness.register(&all).await;
    for (status, expected) in [
        (None, vec![1, 2, 3, 0, 4]),
        (Some(RegistrationStatus::Confirmed), vec![3, 0]),
        (Some(RegistrationStatus::Waitlisted), vec![1, 2]),
        (Some(RegistrationStatus::Cancelled), vec![4]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|i: usize| all[i].id).collect();
        let found = harness.registrations.list(event.id, status, &first(10)).await.unwrap();
        assert_eq!(ids(&found.items), expected);
        assert_eq!(found.next, None);
        let count = harness.registrations.count(event.id, status).await.unwrap();
        assert_eq!(count, expected.len() as u64);
        let paged = walk(
            1,
            |page| async move { harness.registrations.list(event.id, status, &page).await },
            |_| async {},
        );
        assert_eq!(ids(&paged.await), expected);
    }
    let positions: Vec<_> = harness.registrations.list(event.id, None, &first(10)).await.unwrap().items;
    let positions: Vec<_> = positions.iter().map(|view| view.position).collect();
    assert_eq!(positions, [Some(2), Some(1), None, None, None]);
    let nowhere = fasttrack_domain::event::EventId::new(unique_id());
    assert_eq!(harness.registrations.list(nowhere, None, &first(10)).await.unwrap().items, []);
    assert_eq!(harness.registrations.count(nowhere, None).await.unwrap(), 0);
}

pub(crate) async fn pages_of_an_event_hold_under_changes(harness: &Harness) {
    let (_, event, _) = some_events(harness).await;
    // Many of one instant, so that the identifiers have to break ties.
    let all: Vec<_> = (0..30).map(|i| a_registration(&event).made_at(day(10 + i / 10)).build()).collect();
    harness.register(&all).await;
    let seen = walk(
        7,
        |page| async move { harness.registrations.list(event.id, None, &page).await },
        |n| {
            let event = event.clone();
            async move {
                if n == 1 {
                    // Before what was shown, and after it.
                    harness.register(&[a_registration(&event).made_at(day(1)).build()]).await;
                    harness.register(&[a_registration(&event).made_at(day(20)).build()]).await;
                }
            }
        },
    )
    .await;
    let seen = ids(&seen);
    assert_eq!(seen[..30], all.iter().map(|registration| registration.id).collect::<Vec<_>>());
    assert_eq!(seen.len(), 31);
}

async fn own(harness: &Harness, user: &User, limit: i64) -> Vec<RegistrationView> {
    walk(
        limit,
        |page| async move { harness.registrations.of_user(user.id, &user.email, &page).await },
        |_| async {},
    )
    .await
}

pub(crate) async fn ones_own_are_those_of_the_account_or_the_address_the_newest_first(harness: &Harness) {
    let (other, event, elsewhere) = some_events(harness).await;
    let user = a_user("grace").email("grace@example.org").build();
    harness.add_user(&user).await;
    let under_an_old_address = |registration: Registration| Registration {
        email: Some("old@example.org".parse().unwrap()),
        ..registration
    };
    let all = [
        // The account and the address, once.
        a_registration(&event).by(&user).made_at(day(1)).build(),
        // By an organiser, to the address.
        a_registration(&elsewhere).email("grace@example.org").waiting(2).made_at(day(3)).build(),
        // Made before the address changed.
        under_an_old_address(a_registration(&elsewhere).by(&user).made_at(day(2)).build()),
        a_registration(&event).email("grace@example.org").made_at(day(2)).cancelled().build(),
        // Not hers.
        a_registration(&event).by(&other).made_at(day(2)).build(),
        a_registration(&elsewhere).waiting(1).made_at(day(2)).build(),
        a_registration(&event).email("grace@example.com").made_at(day(2)).build(),
        // By somebody else's account under her address: hers as well.
        Registration {
            user_id: Some(other.id),
            ..a_registration(&event).email("grace@example.org").made_at(day(4)).cancelled().build()
        },
    ];
    harness.register(&all).await;
    for limit in [1, 2, 100] {
        let found = own(harness, &user, limit).await;
        let expected = [7, 1, 3, 2, 0].map(|i: usize| all[i].id);
        assert_eq!(ids(&found), expected);
        assert_eq!(found[1].registration, all[1]);
        assert_eq!(
            found.iter().map(|view| view.position).collect::<Vec<_>>(),
            [None, Some(2), None, None, None]
        );
    }
    assert_eq!(harness.registrations.count_of_user(user.id, &user.email).await.unwrap(), 5);
    let nobody = a_user("nobody").build();
    assert_eq!(own(harness, &nobody, 10).await, []);
    assert_eq!(harness.registrations.count_of_user(nobody.id, &nobody.email).await.unwrap(), 0);
}

pub(crate) async fn pages_of_ones_own_hold_under_changes(harness: &Harness) {
    let (user, event, _) = some_events(harness).await;
    let mine = |i: u32| {
        let registration = a_registration(&event).made_at(day(10 + i / 8)).cancelled();
        // By account, by address and by both in turn.
        match i % 3 {
            0 => registration.by(&user).build(),
            1 => Registration { email: None, ..registration.by(&user).build() },
            _ => registration.email(user.email.as_str()).build(),
        }
    };
    let mut all: Vec<_> = (0..24).map(mine).collect();
    harness.register(&all).await;
    all.reverse();
    let new = [a_registration(&event).by(&user).made_at(day(25)).cancelled().build()];
    let seen = walk(
        5,
        |page| {
            let user = &user;
            async move { harness.registrations.of_user(user.id, &user.email, &page).await }
        },
        |n| {
            let new = &new;
            async move {
                if n == 1 {
                    harness.register(new).await;
                }
            }
        },
    )
    .await;
    assert_eq!(ids(&seen), all.iter().map(|registration| registration.id).collect::<Vec<_>>());
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let (user, event, _) = some_events(harness).await;
    let key = SortKey::Text(FoldedKey::of("a"));
    let page =
        fasttrack_domain::page::PageRequest { after: Some(Position { key, id: unique_id() }), ..first(10) };
    let refused = |found: Result<Page<RegistrationView>, _>| assert!(found.is_err());
    refused(harness.registrations.list(event.id, None, &page).await);
    refused(harness.registrations.of_user(user.id, &user.email, &page).await);
}
